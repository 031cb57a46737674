import {
  DelayedError,
  UnrecoverableError,
  Worker,
  type BackendFactory,
  type Job,
  type WorkerOptions,
} from 'bullmq';
import type { QueueBackend } from './backend.js';
import { bounded } from './bounded.js';
import { PermanentError, QueueUnavailableError, WaitError } from './errors.js';
import { queueName, type ObjectNotice } from './object-notice.js';
import { openStore, timeoutOf } from './open-store.js';
import { quietErrors } from './quiet-errors.js';
import { RECONNECT_MS, startWorker } from './start-worker.js';
import type { Store } from './store.js';

/** What a handler may know about the job that carries its notice. */
export interface JobContext {
  /** 1 for the first attempt; waiting doesn't count. */
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly id: string;
  /** Aborted when another worker may have taken the job over, or when this one closes and can't wait any longer. */
  readonly signal: AbortSignal;
}

/** Turns a notice into a result; see PermanentError and WaitError for what it may throw. */
export type ObjectHandler<R> = (notice: ObjectNotice, context: JobContext) => Promise<R>;

/** How jobs are taken, and who hears of it. */
export interface ObjectWorkerOptions<R> {
  /** Jobs in progress at once: two exposures' worth of files by default. @default 410 */
  readonly concurrency?: number;
  /** A job whose worker is silent for this long is up for recovery, in milliseconds. @default 5000 */
  readonly lockMs?: number;
  /** How often jobs of dead workers are looked for, in milliseconds. @default 2500 */
  readonly stalledMs?: number;
  /** How often a job may lose its worker before it fails. @default 20 */
  readonly maxStalledCount?: number;
  /** Longest time that `close` waits for jobs in progress, in milliseconds. @default 30000 */
  readonly drainMs?: number;
  readonly onCompleted?: (notice: ObjectNotice, result: R) => void;
  /** `final` is false while there are attempts left. */
  readonly onFailed?: (notice: ObjectNotice, error: Error, final: boolean) => void;
  readonly onWaiting?: (notice: ObjectNotice, wait: WaitError) => void;
  readonly onStalled?: (id: string) => void;
  /** Called for connection errors; the worker goes on by itself when the server is back. */
  readonly onError?: (error: Error) => void;
}

type ObjectJob<R> = Job<ObjectNotice, R>;

/** The consuming side: takes the jobs of one bucket's queue and gives their notices to a handler. */
export class ObjectWorker<R> {
  private readonly store: Store;
  private readonly queue: string;
  private readonly timeoutMs: number;
  private readonly onError: (error: Error) => void;
  private readonly closing = new AbortController();
  private worker: Worker<ObjectNotice, R> | undefined;

  constructor(
    backend: QueueBackend,
    bucket: string,
    private readonly handler: ObjectHandler<R>,
    private readonly options: ObjectWorkerOptions<R> = {},
  ) {
    this.queue = queueName(bucket);
    this.timeoutMs = timeoutOf(backend, undefined);
    this.onError = quietErrors(options.onError);
    this.store = openStore(backend, undefined, this.onError);
  }

  /** Starts to take jobs; neither throws nor hangs when the server is away. */
  async start(): Promise<void> {
    await this.store.start();
    const started = startWorker(() => this.makeWorker(), this.closing.signal, this.onError);
    await bounded(
      started.then((worker) => void (this.worker = worker)),
      this.timeoutMs,
      () => undefined,
    );
  }

  /**
   * Lets all jobs go on that wait with this key, in whatever process they began to; resolves to their number.
   *
   * A job that is about to wait for the key just now goes on as well: it sees that the key was woken meanwhile.
   *
   * @throws QueueUnavailableError when the server is away; the jobs then go on after their delay.
   */
  async wake(wakeKey: string): Promise<number> {
    const { worker } = this;
    if (!worker || !this.store.connected) throw new QueueUnavailableError(`Can't wake jobs: not connected`);
    try {
      const ids = await this.store.wake(this.queue, wakeKey);
      const promoted = await Promise.all(ids.map((id) => promote(worker, id)));
      return promoted.filter(Boolean).length;
    } catch (cause) {
      throw new QueueUnavailableError(`Can't wake jobs: no answer`, { cause });
    }
  }

  /** Whether the server answers, within a bounded time. */
  async ready(): Promise<boolean> {
    if (!this.worker?.isRunning() || !this.store.connected) return false;
    const answer = this.store.ping().then(
      () => true,
      () => false,
    );
    return await bounded(answer, this.timeoutMs, () => false);
  }

  /** Takes no new jobs, waits for those in progress and disconnects. */
  async close(): Promise<void> {
    if (this.closing.signal.aborted) return;
    this.closing.abort();
    const { drainMs = 30_000 } = this.options;
    const drained = this.worker?.close();
    const done = await bounded(drained?.then(() => true) ?? Promise.resolve(true), drainMs, () => false);
    if (!done) {
      // What is still running loses its lock before long and is taken over by another worker.
      this.worker?.cancelAllJobs('The worker is closing');
      await bounded(this.worker?.disconnect() ?? Promise.resolve(), this.timeoutMs, () => undefined);
    }
    await this.store.close();
  }

  private makeWorker(): Worker<ObjectNotice, R> {
    const { connection, factory } = this.store.worker;
    const { concurrency = 410, lockMs = 5000, stalledMs = 2500, maxStalledCount = 20 } = this.options;
    const settings: WorkerOptions = {
      connection,
      concurrency,
      lockDuration: lockMs,
      stalledInterval: stalledMs,
      maxStalledCount,
      autorun: false,
      // The default of 15 s is how long a worker would sit still after the server's return.
      runRetryDelay: RECONNECT_MS,
    };
    const worker = new Worker<ObjectNotice, R>(
      this.queue,
      (job, _token, signal) => this.process(job, signal),
      settings,
      factory as BackendFactory<never>,
    );
    const { onCompleted, onFailed, onStalled } = this.options;
    worker.on('error', this.onError);
    worker.on('completed', (job, result) => onCompleted?.(job.data, result));
    worker.on('lockRenewalFailed', (ids) => ids.forEach((id) => worker.cancelJob(id, 'The lock was lost')));
    worker.on('stalled', (id) => onStalled?.(id));
    worker.on('failed', (job, error) => {
      if (job) onFailed?.(job.data, originalOf(error), isFinal(job, error));
    });
    return worker;
  }

  private async process(job: ObjectJob<R>, signal: AbortSignal | undefined): Promise<R> {
    try {
      return await this.handler(job.data, {
        attempt: job.attemptsMade + 1,
        maxAttempts: job.opts.attempts ?? 1,
        id: job.id as string,
        signal: signal ?? new AbortController().signal,
      });
    } catch (error) {
      if (error instanceof WaitError) return await this.wait(job, error);
      if (error instanceof PermanentError) throw unrecoverable(error);
      throw error;
    }
  }

  /**
   * Puts a job aside. First it registers, then it waits, then it looks whether the key was woken in between; `wake` counts
   * first and reads the register afterwards. So whichever comes first, no waking is lost.
   */
  private async wait(job: ObjectJob<R>, wait: WaitError): Promise<never> {
    const id = job.id as string;
    const mark = await this.store.join(this.queue, wait.wakeKey, id).catch(this.withoutWaking);
    const delayMs = mark.woken > mark.seen ? 0 : wait.delayMs;
    await job.moveToDelayed(Date.now() + delayMs, job.token);
    this.options.onWaiting?.(job.data, wait);
    const woken = await this.store.woken(this.queue, wait.wakeKey).catch(() => mark.woken);
    if (woken > mark.woken && this.worker) await promote(this.worker, id);
    throw new DelayedError();
  }

  /** Without the register a job still goes on after its delay. */
  private readonly withoutWaking = (error: Error) => {
    this.onError(error);
    return { woken: 0, seen: 0 };
  };
}

async function promote(worker: Worker, id: string): Promise<boolean> {
  try {
    await worker.getBackend().promote(id);
    return true;
  } catch {
    // It isn't waiting: finished, already awake, or on its way into the wait, where it looks for itself.
    return false;
  }
}

function unrecoverable(error: PermanentError): UnrecoverableError {
  const failure = new UnrecoverableError(error.message);
  failure.cause = error;
  return failure;
}

function originalOf(error: Error): Error {
  return error instanceof UnrecoverableError && error.cause instanceof Error ? error.cause : error;
}

function isFinal(job: Job, error: Error): boolean {
  return error instanceof UnrecoverableError || job.attemptsMade >= (job.opts.attempts ?? 1);
}
