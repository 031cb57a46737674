import type { Lane } from './lane.js';
import type { ObjectNotice } from './object-notice.js';

/** What a handler may know about the job that carries its notice. */
export interface JobContext {
  /** 1 for the first attempt; neither waiting nor outages count. */
  readonly attempt: number;
  readonly maxAttempts: number;
  /** 1 for the first time that a worker takes the job; waiting, outages and dead workers count, too. */
  readonly start: number;
  readonly id: string;
  readonly lane: Lane;
  /** When the job first began to wait for something else, in milliseconds since the epoch; null if it never did. */
  readonly parkedSince: number | null;
  /** Aborted when another worker may have taken the job over, or when this one closes and can't wait any longer. */
  readonly signal: AbortSignal;
}

/** Turns a notice into a result; see PermanentError, WaitError and InfrastructureError for what it may throw. */
export type ObjectHandler<R> = (notice: ObjectNotice, context: JobContext) => Promise<R>;
