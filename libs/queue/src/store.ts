import type { ConnectionOptions, BackendFactory } from 'bullmq';
import type { JobState } from './job-state.js';

/** How far a wake key has come, as one job sees it. */
export interface WakeMark {
  /** How often the key was woken. */
  readonly woken: number;
  /** How often it had been woken when this job last began to wait for it, 0 if it never did. */
  readonly seen: number;
}

/** A server that holds all in memory, in bytes. */
export interface MemoryUse {
  readonly used: number;
  /** Beyond this it takes nothing more; null without a limit. */
  readonly max: number | null;
}

/** How BullMQ is told to speak to a server. */
export interface Wiring {
  readonly connection: ConnectionOptions;
  /** Undefined for Redis, BullMQ's own default. */
  readonly factory: BackendFactory | undefined;
}

/**
 * One server as Footman uses it besides BullMQ's own calls; there is one implementation for Redis and one for
 * PostgreSQL. All calls are bounded in time and reject when the server is away.
 */
export interface Store {
  /** Whether commands are worth trying: false from the moment the connection is known to be lost. */
  readonly connected: boolean;
  readonly producer: Wiring;
  readonly worker: Wiring;
  /** For looking at all queues at once, with few connections for each. */
  readonly viewer: Wiring;
  /** Whether the limit on how many finished jobs are kept costs next to nothing per job. */
  readonly cheapKeepCount: boolean;
  /** Connects in the background for as long as it takes; resolves after the first attempt, good or bad. */
  start(): Promise<void>;
  ping(): Promise<void>;
  /** What the server uses of its memory, in bytes; null where that is nothing to watch. */
  memory(): Promise<MemoryUse | null>;
  /** The states of those of the ids that have a job, at the same cost however long the queue is. */
  states(queue: string, ids: readonly string[]): Promise<Map<string, JobState>>;
  /**
   * When the oldest of the jobs was added that wait for their first attempt or are in it, in milliseconds since the epoch.
   * Looks at a few of those that are next, so it is cheap, and off by little where jobs were put back out of order.
   */
  oldestPending(queue: string): Promise<number | null>;
  /** When the oldest of a queue's messages was sent that wait or are taken now, likewise; whatever was tried before. */
  oldestMessage(queue: string): Promise<number | null>;
  /** Remembers that a queue is there, and when jobs were last added to it. */
  noteAdded(queue: string, at: number): Promise<void>;
  /** All queues that were noted, each with its time in milliseconds since the epoch. */
  added(): Promise<Map<string, number>>;
  /** Whether a job whose lock ran out is still its worker's, and locked again: nobody took it while the server was away. */
  regainLock(queue: string, id: string, token: string, lockMs: number): Promise<boolean>;
  /** Registers a job that is about to wait for a key. */
  join(queue: string, wakeKey: string, id: string): Promise<WakeMark>;
  /** How often the key was woken. */
  woken(queue: string, wakeKey: string): Promise<number>;
  /** Counts one waking of the key; returns and forgets the jobs registered for it. */
  wake(queue: string, wakeKey: string): Promise<string[]>;
  /** Whether the lease was free, and is the holder's now. */
  holdLease(name: string, holder: string, ttlMs: number): Promise<boolean>;
  /** Whether the lease was still the holder's, and is for longer now. */
  renewLease(name: string, holder: string, ttlMs: number): Promise<boolean>;
  releaseLease(name: string, holder: string): Promise<void>;
  /** Remembers for an hour when a canary was first noticed, in milliseconds since the epoch. */
  noteCanary(name: string, at: number): Promise<void>;
  /** When a canary was first noticed, null if it wasn't or is forgotten. */
  canary(name: string): Promise<number | null>;
  close(): Promise<void>;
}
