import type { JobsOptions, Queue } from 'bullmq';
import type { QueueBackend } from './backend.js';
import { Batcher } from './batcher.js';
import { bounded } from './bounded.js';
import { QueueUnavailableError } from './errors.js';
import { jobId, queueName, type ObjectNotice } from './object-notice.js';
import { openQueue } from './open-queue.js';
import { openStore, timeoutOf } from './open-store.js';
import { quietErrors } from './quiet-errors.js';
import type { Store } from './store.js';

/** How notices become jobs. */
export interface ObjectQueuesOptions {
  /** Called for connection errors that no caller waits for; repeated ones are left out. */
  readonly onError?: (error: Error) => void;
  /** How often a handler may fail before its job does. @default 3 */
  readonly attempts?: number;
  /** Delay before the first retry in milliseconds; doubles each time, with jitter. @default 1000 */
  readonly backoffMs?: number;
  /** Longest time for one command, in milliseconds. @default 500 on Redis, 2000 on PostgreSQL */
  readonly timeoutMs?: number;
}

type ObjectQueue = Queue<ObjectNotice>;

const JOB_NAME = 'object';
const HOUR_SECONDS = 3600;
const GATHER_MS = 1;
/** One addBulk of this size keeps Redis busy for some 40 ms. */
const MAX_BULK = 1000;
const KEEP_COMPLETED = 20_000;
const KEEP_FAILED = { age: 14 * 24 * HOUR_SECONDS, count: 100_000 } as const;

/** The producing side: one queue per bucket, made when first needed. */
export class ObjectQueues {
  private readonly store: Store;
  private readonly queues = new Map<string, Promise<ObjectQueue>>();
  private readonly batcher: Batcher<ObjectNotice, void>;
  private readonly jobOptions: JobsOptions;
  private readonly timeoutMs: number;
  private readonly onError: (error: Error) => void;
  private closed = false;

  constructor(backend: QueueBackend, options: ObjectQueuesOptions = {}) {
    const { attempts = 3, backoffMs = 1000 } = options;
    this.onError = quietErrors(options.onError);
    this.timeoutMs = timeoutOf(backend, options.timeoutMs);
    this.store = openStore(backend, options.timeoutMs, this.onError);
    const keep = this.store.cheapKeepCount;
    this.jobOptions = {
      attempts,
      backoff: { type: 'exponential', delay: backoffMs, jitter: 0.5 },
      removeOnComplete: keep ? { age: HOUR_SECONDS, count: KEEP_COMPLETED } : { age: HOUR_SECONDS },
      removeOnFail: keep ? KEEP_FAILED : { age: KEEP_FAILED.age },
    };
    this.batcher = new Batcher<ObjectNotice, void>({
      key: (notice) => notice.bucket,
      windowMs: GATHER_MS,
      maxWaitMs: 2 * GATHER_MS,
      maxSize: MAX_BULK,
      run: async (bucket, notices) => {
        await this.send(bucket, notices);
        return notices.map(() => ({ status: 'fulfilled', value: undefined }));
      },
    });
  }

  /** Connects in the background; neither throws nor hangs when the server is away. */
  async start(): Promise<void> {
    await this.store.start();
  }

  /**
   * Resolves once all notices are durably queued; safe to repeat, since jobs have deterministic ids.
   *
   * Nothing happens for an object whose job is alive or was completed within the last hour; a job that has failed starts
   * afresh with this notice.
   *
   * @throws QueueUnavailableError fast, when the server is away; some of the notices may be queued even so.
   */
  async add(notices: readonly ObjectNotice[]): Promise<void> {
    this.assertConnected();
    await Promise.all(notices.map((notice) => this.batcher.add(notice)));
  }

  /** Whether the server answers, within a bounded time. */
  async ready(): Promise<boolean> {
    if (this.closed || !this.store.connected) return false;
    const answer = this.store.ping().then(
      () => true,
      () => false,
    );
    return await bounded(answer, this.timeoutMs, () => false);
  }

  /**
   * How many jobs of a bucket are in each state.
   *
   * @throws QueueUnavailableError when the server is away.
   */
  async counts(bucket: string): Promise<Record<string, number>> {
    return await this.attempt(async () => {
      const queue = await this.queue(bucket);
      return await queue.getJobCounts('waiting', 'active', 'delayed', 'completed', 'failed');
    });
  }

  /** Sends what was accepted and disconnects. */
  async close(): Promise<void> {
    if (this.closed) return;
    await this.batcher.flush();
    this.closed = true;
    const queues = await Promise.allSettled(
      [...this.queues.values()].map((queue) => bounded(queue, this.timeoutMs, () => undefined)),
    );
    const open = queues.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    const closing = Promise.allSettled(open.map((queue) => queue?.close()));
    await bounded(closing, 2 * this.timeoutMs, () => undefined);
    await this.store.close();
  }

  private async send(bucket: string, notices: readonly ObjectNotice[]): Promise<void> {
    await this.attempt(async () => {
      const queue = await this.queue(bucket);
      const byId = new Map(notices.map((notice) => [jobId(notice), notice]));
      await this.removeFailed(queue, [...byId.keys()]);
      await queue.addBulk(
        Array.from(byId, ([id, notice]) => ({
          name: JOB_NAME,
          data: notice,
          opts: { ...this.jobOptions, jobId: id },
        })),
      );
    });
  }

  /**
   * Makes room for objects that are noticed again after their jobs failed: BullMQ silently ignores an id that it knows.
   *
   * Done before the jobs are added, so that one which fails right after that isn't taken for an old one. Removing beats
   * `job.retry()`, which keeps the mark of a job that stalled too often and fails it again at once. If the server goes
   * away in between, the caller hears of it and keeps the notice.
   */
  private async removeFailed(queue: ObjectQueue, ids: readonly string[]): Promise<void> {
    const failed = await this.store.failedAmong(queue.name, ids);
    await Promise.all(failed.map((id) => queue.remove(id)));
  }

  private async attempt<T>(work: () => Promise<T>): Promise<T> {
    this.assertConnected();
    try {
      // Each command has its own limit; this one is for those that BullMQ sends in a row.
      return await bounded(work(), 2 * this.timeoutMs, () => {
        throw new Error('Timed out');
      });
    } catch (cause) {
      throw new QueueUnavailableError('The queue did not take the jobs; send the notices again later', {
        cause,
      });
    }
  }

  private assertConnected(): void {
    if (this.closed) throw new QueueUnavailableError('The queues are closed');
    if (!this.store.connected) throw new QueueUnavailableError('The queue is not connected; try again later');
  }

  private queue(bucket: string): Promise<ObjectQueue> {
    const name = queueName(bucket);
    let opened = this.queues.get(name);
    if (!opened) {
      opened = openQueue<ObjectNotice>(this.store, name, this.onError);
      this.queues.set(name, opened);
      opened.catch(() => this.queues.delete(name));
    }
    return opened;
  }
}
