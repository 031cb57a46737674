import type { Queue } from 'bullmq';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { QueueBackend } from './backend.js';
import { bounded } from './bounded.js';
import { GrowingWaits } from './growing-waits.js';
import { openQueue } from './open-queue.js';
import { openStore, timeoutOf } from './open-store.js';
import { messagesNoted } from './queue-names.js';
import { quietErrors } from './quiet-errors.js';
import type { Store } from './store.js';

/** How messages are sent. */
export interface MessageQueueOptions {
  /** Called when messages can't be sent now, or are dropped; repeated errors are left out. */
  readonly onError?: (error: Error) => void;
  /** Messages held in memory while the server is away; the oldest are dropped beyond that. @default 200000 */
  readonly capacity?: number;
  /** How long messages are gathered before they are sent, in milliseconds. @default 50 */
  readonly gatherMs?: number;
  /** Longest time that `deliver` waits for the server, in milliseconds. @default 5000 */
  readonly deliverMs?: number;
  /** Batches that may wait on the server, more or less; beyond that new messages are dropped: nobody seems to take them. @default any number */
  readonly maxBatches?: number;
}

/** What one job carries. */
export interface MessageBatch<T> {
  readonly items: readonly T[];
  /** Why these were refused; undefined for those that nobody has refused. */
  readonly refused?: string;
}

interface Chunk<T> extends MessageBatch<T> {
  readonly id: string;
}

/** Messages in one job at most. */
const MAX_ITEMS = 1000;
const FIRST_WAIT_MS = 100;
const MAX_WAIT_MS = 5000;
/** How long it is believed how many batches wait. */
const COUNT_MS = 1000;

/**
 * The sending side of a queue of messages: takes them at once and sends them in bulk, at least once, while the process lives.
 *
 * Its place beside the pipeline is that of a sink which must never delay it, so nothing here throws, and only `deliver` waits.
 */
export class MessageQueue<T> {
  private readonly store: Store;
  private readonly onError: (error: Error) => void;
  private readonly timeoutMs: number;
  private readonly capacity: number;
  private readonly waits = new GrowingWaits(FIRST_WAIT_MS, MAX_WAIT_MS);
  private readonly closing = new AbortController();
  private held: T[] = [];
  private chunk: Chunk<T> | undefined;
  private queue: Queue<MessageBatch<T>> | undefined;
  private sending: Promise<void> | undefined;
  private taken = 0;
  private lost = 0;
  /** Batches on the server, as far as is known, and when they were counted. */
  private waiting = 0;
  private counted = -Infinity;
  private readonly deliveries = new Set<{ readonly last: number; readonly resolve: () => void }>();

  constructor(
    backend: QueueBackend,
    readonly name: string,
    private readonly options: MessageQueueOptions = {},
  ) {
    this.capacity = options.capacity ?? 200_000;
    this.onError = quietErrors(options.onError);
    this.timeoutMs = timeoutOf(backend, undefined);
    this.store = openStore(backend, undefined, this.onError);
  }

  /** Messages that the server doesn't have yet. */
  get pending(): number {
    return this.held.length + (this.chunk?.items.length ?? 0);
  }

  /** Messages that were dropped, because the server was away for too long or had too many, or the process closed meanwhile. */
  get dropped(): number {
    return this.lost;
  }

  /** Connects in the background; neither throws nor hangs when the server is away. */
  async start(): Promise<void> {
    await this.store.start();
  }

  /** Takes messages to be sent before long. */
  send(items: readonly T[]): void {
    if (this.closing.signal.aborted) {
      this.drop(items.length);
      return;
    }
    for (const item of items) this.held.push(item);
    this.taken += items.length;
    const excess = this.held.length - this.capacity;
    // Cutting off a tenth at once makes the cost of it small for each message.
    if (excess > 0) this.drop(this.held.splice(0, excess + Math.floor(this.capacity / 10)).length);
    if (this.held.length > 0) this.sending ??= this.sendAll();
  }

  /** Sends messages; resolves once the server has them, or after `deliverMs` when it still hasn't: then they are sent later. */
  async deliver(items: readonly T[]): Promise<void> {
    this.send(items);
    const last = this.taken;
    if (this.gone >= last) return;
    const delivered = new Promise<void>((resolve) => {
      const delivery = { last, resolve };
      this.deliveries.add(delivery);
    });
    await bounded(delivered, this.options.deliverMs ?? 5000, () => undefined);
  }

  /** Sends what is held if that is possible within a bounded time, and disconnects. */
  async close(): Promise<void> {
    if (this.closing.signal.aborted) return;
    this.closing.abort();
    await bounded(this.sending ?? Promise.resolve(), 2 * this.timeoutMs, () => undefined);
    this.drop(this.pending);
    this.held = [];
    this.chunk = undefined;
    this.settle();
    await bounded(this.queue?.close() ?? Promise.resolve(), this.timeoutMs, () => undefined);
    await this.store.close();
  }

  private async sendAll(): Promise<void> {
    await this.pause(this.options.gatherMs ?? 50);
    while (this.pending > 0) {
      // A chunk keeps its id, so that one which was sent without our hearing of it isn't sent twice.
      this.chunk ??= { id: randomUUID(), items: this.held.splice(0, MAX_ITEMS) };
      try {
        await this.transmit(this.chunk);
        this.chunk = undefined;
        this.settle();
        this.waits.reset();
      } catch (error) {
        this.onError(error as Error);
        if (this.closing.signal.aborted) break;
        await this.pause(this.waits.take());
      }
    }
    this.sending = undefined;
  }

  private async transmit({ id, items }: Chunk<T>): Promise<void> {
    if (!this.store.connected) throw new Error(`Messages for ${this.name} wait: not connected`);
    const work = async () => {
      this.queue ??= await openQueue<MessageBatch<T>>(this.store, this.name, this.onError);
      if (await this.full(this.queue)) return this.drop(items.length);
      await Promise.all([
        this.queue.add('messages' as never, { items } as never, { jobId: id, ...KEEP }),
        this.store.noteAdded(messagesNoted(this.name), Date.now()),
      ]);
    };
    await bounded(work(), 2 * this.timeoutMs, () => {
      throw new Error(`Messages for ${this.name} wait: no answer`);
    });
  }

  /** Asks now and then, and before anything is dropped. */
  private async full(queue: Queue<MessageBatch<T>>): Promise<boolean> {
    const { maxBatches } = this.options;
    if (maxBatches === undefined) return false;
    const stale = performance.now() - this.counted >= COUNT_MS;
    if (stale || this.waiting >= maxBatches) {
      this.waiting = await queue.getWaitingCount();
      this.counted = performance.now();
    }
    this.waiting += 1;
    return this.waiting > maxBatches;
  }

  /** Messages that came here and aren't held any more. */
  private get gone(): number {
    return this.taken - this.pending;
  }

  private settle(): void {
    for (const delivery of this.deliveries) {
      // They are sent in order.
      if (delivery.last > this.gone) break;
      this.deliveries.delete(delivery);
      delivery.resolve();
    }
  }

  private async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.closing.signal }).catch(() => undefined);
  }

  private drop(count: number): void {
    if (count === 0) return;
    this.lost += count;
    this.onError(new Error(`Messages for ${this.name} were dropped`));
  }
}

/** Completed batches go at once; refused ones stay for a while, for a person to look at. */
export const KEEP = { removeOnComplete: true, removeOnFail: { age: 7 * 86_400 } } as const;
