import { UnrecoverableError, WaitingError, Worker, type BackendFactory, type Job, type Queue } from 'bullmq';
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { QueueBackend } from './backend.js';
import { answers } from './answers.js';
import { bounded } from './bounded.js';
import type { Delivery } from './delivery.js';
import { PermanentError } from './errors.js';
import { GrowingWaits } from './growing-waits.js';
import { KEEP, type MessageBatch } from './message-queue.js';
import { OpenBatch, type BatchRecord } from './open-batch.js';
import { openQueue } from './open-queue.js';
import { openStore, timeoutOf } from './open-store.js';
import { quietErrors } from './quiet-errors.js';
import { RECONNECT_MS, startWorker } from './start-worker.js';
import { disconnectWorker, stopWorker } from './stop-worker.js';
import type { Store } from './store.js';

/** Takes messages; a throw means that those come again of which the delivery wasn't told. */
export type MessageHandler<T> = (items: readonly T[], delivery: Delivery<T>) => Promise<void>;

/** How messages are taken. */
export interface MessageConsumerOptions {
  /** Called for errors of the handler and of the connection; repeated ones are left out. */
  readonly onError?: (error: Error) => void;
  /** Batches in progress at once; with one, messages keep their sender's order. @default 1 */
  readonly concurrency?: number;
  /** Wait after the handler's first throw, in milliseconds; doubles with jitter. @default 500 */
  readonly firstMs?: number;
  /** Longest of these waits, in milliseconds. @default 15000 */
  readonly maxMs?: number;
  /** A batch whose consumer is silent for this long is up for recovery, in milliseconds. @default 10000 */
  readonly lockMs?: number;
  /** Longest time that `close` waits for batches in progress, in milliseconds. @default 10000 */
  readonly drainMs?: number;
}

/** PostgreSQL counts in 32 bits. */
const NEVER_TOO_OFTEN = 1_000_000_000;

/**
 * The receiving side of a queue of messages: hands each batch to the handler until it takes it, for ever, with growing waits.
 *
 * A message may come more than once, since a consumer may die between the handler's work and the note of it. What the handler
 * refuses is put aside for a week as a failed job, and so is all that is left of a batch for which it throws PermanentError.
 */
export class MessageConsumer<T> {
  private readonly store: Store;
  private readonly onError: (error: Error) => void;
  private readonly timeoutMs: number;
  private readonly closing = new AbortController();
  private worker: Worker<MessageBatch<T>, void> | undefined;
  private queue: Promise<Queue<MessageBatch<T>>> | undefined;

  constructor(
    backend: QueueBackend,
    readonly name: string,
    private readonly handler: MessageHandler<T>,
    private readonly options: MessageConsumerOptions = {},
  ) {
    this.onError = quietErrors(options.onError);
    this.timeoutMs = timeoutOf(backend, undefined);
    this.store = openStore(backend, undefined, this.onError);
  }

  /** Starts to take messages; neither throws nor hangs when the server is away. */
  async start(): Promise<void> {
    await this.store.start();
    const started = startWorker(() => this.makeWorker(), this.closing.signal, this.onError);
    await bounded(
      started.then((worker) => void (this.worker = worker)),
      this.timeoutMs,
      () => undefined,
    );
  }

  /** Whether the server answers, within a bounded time; says nothing of the handler. */
  async ready(): Promise<boolean> {
    if (!this.worker?.isRunning() || !this.store.connected) return false;
    return await answers(this.store, this.timeoutMs);
  }

  /** Lets the handler finish what it has begun, gives back what it can't, and disconnects. */
  async close(): Promise<void> {
    if (this.closing.signal.aborted) return;
    this.closing.abort();
    const { drainMs = 10_000 } = this.options;
    const { worker } = this;
    if (worker && !(await stopWorker(worker, this.store, drainMs))) await disconnectWorker(worker);
    const queue = this.queue?.then((opened) => opened.close()).catch(() => undefined);
    await bounded(queue ?? Promise.resolve(), this.timeoutMs, () => undefined);
    await this.store.close();
  }

  private makeWorker(): Worker<MessageBatch<T>, void> {
    const { connection, factory } = this.store.worker;
    const { concurrency = 1, lockMs = 10_000 } = this.options;
    const worker = new Worker<MessageBatch<T>, void>(
      this.name,
      (job) => this.process(job),
      {
        connection,
        concurrency,
        lockDuration: lockMs,
        stalledInterval: lockMs / 2,
        maxStalledCount: NEVER_TOO_OFTEN,
        autorun: false,
        runRetryDelay: RECONNECT_MS,
      },
      factory as BackendFactory<never>,
    );
    worker.on('error', this.onError);
    return worker;
  }

  private async process(job: Job<MessageBatch<T>, void>): Promise<void> {
    const { items, refused } = job.data;
    // Only a job in progress can fail, so what is refused comes by here. Whoever has it tried again later means it.
    if (refused !== undefined) {
      await job.updateData({ items }).catch(this.onError);
      throw new UnrecoverableError(refused);
    }
    const { signal } = this.closing;
    const waits = new GrowingWaits(this.options.firstMs ?? 500, this.options.maxMs ?? 15_000);
    const batch = new OpenBatch(items, signal, this.recordOf(job), this.onError);
    while (!signal.aborted) {
      const left = batch.rest;
      try {
        if (left.length > 0) await this.hand(left, batch);
        return await batch.end();
      } catch (error) {
        this.onError(error as Error);
      }
      await batch.save().catch(this.onError);
      if (batch.rest.length < left.length) waits.reset();
      await sleep(waits.take(), undefined, { signal }).catch(() => undefined);
    }
    await job.moveToWait(job.token);
    throw new WaitingError();
  }

  private async hand(items: readonly T[], batch: OpenBatch<T>): Promise<void> {
    try {
      await this.handler(items, batch);
      batch.done(...items);
    } catch (error) {
      if (!(error instanceof PermanentError)) throw error;
      this.onError(error);
      batch.refuse(error.message, ...items);
    }
  }

  private recordOf(job: Job<MessageBatch<T>, void>): BatchRecord<T> {
    const limited = (work: Promise<unknown>) =>
      bounded(work, 2 * this.timeoutMs, () => {
        throw new Error(`What became of messages of ${this.name} can't be written down: no answer`);
      });
    return {
      cut: async (items) => void (await limited(job.updateData({ items }))),
      putAside: async (refused, items) => {
        const jobId = `refused-${createHash('sha256')
          .update(JSON.stringify([job.id, items]))
          .digest('hex')}`;
        const add = async () =>
          (await this.open()).add('refused' as never, { items, refused } as never, {
            jobId,
            lifo: true,
            ...KEEP,
          });
        await limited(add());
      },
    };
  }

  private open(): Promise<Queue<MessageBatch<T>>> {
    this.queue ??= openQueue<MessageBatch<T>>(this.store, this.name, this.onError);
    this.queue.catch(() => (this.queue = undefined));
    return this.queue;
  }
}
