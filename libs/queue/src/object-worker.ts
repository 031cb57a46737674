import {
  DelayedError,
  UnrecoverableError,
  WaitingError,
  Worker,
  type BackendFactory,
  type Job,
  type WorkerOptions,
} from 'bullmq';
import type { QueueBackend } from './backend.js';
import { answers } from './answers.js';
import { bounded } from './bounded.js';
import { InfrastructureError, PermanentError, QueueUnavailableError, WaitError } from './errors.js';
import { LaneGate } from './lane-gate.js';
import type { Lane } from './lane.js';
import type { JobContext, ObjectHandler } from './object-handler.js';
import { queueName, type ObjectNotice } from './object-notice.js';
import { OpenQueues } from './open-queues.js';
import { openStore, timeoutOf } from './open-store.js';
import { Outage, type Allowance } from './outage.js';
import { Parking, markOf } from './parking.js';
import { quietErrors } from './quiet-errors.js';
import { DEFAULT_LOCK_MS, StalledCheck, type StalledOptions } from './stalled-check.js';
import { RECONNECT_MS, startWorker } from './start-worker.js';
import { disconnectWorker, stopWorker } from './stop-worker.js';
import type { Store } from './store.js';

/** How jobs are taken, and who hears of it. */
export interface ObjectWorkerOptions<R> extends StalledOptions {
  /** Backfill stands still while live work is late. @default 'live' */
  readonly lane?: Lane;
  /** Jobs in progress at once: two exposures' worth of live files by default. @default 410, for backfill 20 */
  readonly concurrency?: number;
  /** How often the handler may fail before a job does. @default what the job was added with */
  readonly maxAttempts?: number;
  /** Shared by the workers of a process that need the same systems. @default one of its own */
  readonly outage?: Outage;
  /** Longest time that `close` waits for jobs in progress, in milliseconds; what isn't done then goes back. @default 30000 */
  readonly drainMs?: number;
  readonly onCompleted?: (notice: ObjectNotice, result: R) => void;
  /** `final` is false while there are attempts left. */
  readonly onFailed?: (notice: ObjectNotice, error: Error, final: boolean) => void;
  /** `since` is when the object first began to wait, in milliseconds since the epoch. */
  readonly onWaiting?: (notice: ObjectNotice, wait: WaitError, since: number) => void;
  /** Called for connection errors; the worker goes on by itself when the server is back. */
  readonly onError?: (error: Error) => void;
}

type ObjectJob<R> = Job<ObjectNotice, R>;

/** What backfill may have in progress beside live work. */
const FEW = 2;

const CONCURRENCY: Readonly<Record<Lane, number>> = { live: 410, backfill: 20 };

/** The consuming side: takes the jobs of one of a bucket's queues and gives their notices to a handler. */
export class ObjectWorker<R> {
  private readonly lane: Lane;
  private readonly queue: string;
  private readonly concurrency: number;
  private readonly lockMs: number;
  private readonly store: Store;
  private readonly queues: OpenQueues;
  private readonly parking: Parking;
  private readonly stalled: StalledCheck;
  private readonly outage: Outage;
  private readonly gate: LaneGate | undefined;
  private readonly timeoutMs: number;
  private readonly onError: (error: Error) => void;
  private readonly closing = new AbortController();
  private readonly running = new Set<ObjectJob<R>>();
  private readonly unsubscribe: () => void;
  private worker: Worker<ObjectNotice, R> | undefined;

  constructor(
    backend: QueueBackend,
    private readonly bucket: string,
    private readonly handler: ObjectHandler<R>,
    private readonly options: ObjectWorkerOptions<R> = {},
  ) {
    this.lane = options.lane ?? 'live';
    this.queue = queueName(bucket, this.lane);
    this.concurrency = options.concurrency ?? CONCURRENCY[this.lane];
    this.lockMs = options.lockMs ?? DEFAULT_LOCK_MS;
    this.timeoutMs = timeoutOf(backend, undefined);
    this.onError = quietErrors(options.onError);
    this.store = openStore(backend, undefined, this.onError);
    this.queues = new OpenQueues(this.store, this.onError);
    this.parking = new Parking(this.store, this.queues, this.onError);
    this.stalled = new StalledCheck(this.store, this.queue, options, this.timeoutMs, this.onError);
    this.outage = options.outage ?? new Outage();
    this.unsubscribe = this.outage.onChange(() => this.heed());
    this.gate = this.lane === 'backfill' ? new LaneGate(this.store, bucket, () => this.heed()) : undefined;
  }

  /** Starts to take jobs; neither throws nor hangs when the server is away. */
  async start(): Promise<void> {
    await this.store.start();
    await this.gate?.start();
    this.stalled.start();
    const started = startWorker(() => this.makeWorker(), this.closing.signal, this.onError);
    await bounded(
      started.then((worker) => {
        this.worker = worker;
        this.heed();
      }),
      this.timeoutMs,
      () => undefined,
    );
  }

  /**
   * Lets all objects of the bucket go on that wait with this key, in whatever lane and process they began to; resolves to
   * their number.
   *
   * A job that is about to wait for the key just now goes on as well: it sees that the key was woken meanwhile.
   *
   * @throws QueueUnavailableError when the server is away; the jobs then go on after their delay.
   */
  async wake(wakeKey: string): Promise<number> {
    if (!this.store.connected) throw new QueueUnavailableError(`Can't wake jobs: not connected`);
    try {
      return await this.parking.wake(this.bucket, wakeKey);
    } catch (cause) {
      throw new QueueUnavailableError(`Can't wake jobs: no answer`, { cause });
    }
  }

  /** Whether the server answers, within a bounded time. */
  async ready(): Promise<boolean> {
    const { worker } = this;
    if (!worker || this.closing.signal.aborted || !this.store.connected) return false;
    if (!worker.isRunning() && !worker.isPaused()) return false;
    return await answers(this.store, this.timeoutMs);
  }

  /** Takes no new jobs, waits for those in progress, puts back what can't be waited for, and disconnects. */
  async close(): Promise<void> {
    if (this.closing.signal.aborted) return;
    this.closing.abort();
    this.unsubscribe();
    this.gate?.close();
    this.stalled.close();
    const { drainMs = 30_000 } = this.options;
    const { worker } = this;
    if (worker && !(await stopWorker(worker, this.store, drainMs))) {
      worker.cancelAllJobs('The worker is closing');
      const goingBack = Promise.all([...this.running].map((job) => this.giveBack(job)));
      await bounded(goingBack, this.timeoutMs, () => undefined);
      await disconnectWorker(worker);
    }
    await this.queues.close(this.timeoutMs);
    await this.store.close();
  }

  private makeWorker(): Worker<ObjectNotice, R> {
    const { connection, factory } = this.store.worker;
    const settings: WorkerOptions = {
      connection,
      concurrency: this.concurrency,
      lockDuration: this.lockMs,
      skipStalledCheck: true,
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
    const { onCompleted, onFailed } = this.options;
    worker.on('error', this.onError);
    worker.on('completed', (job, result) => onCompleted?.(job.data, result));
    worker.on('lockRenewalFailed', (ids) => ids.forEach((id) => void this.regainLock(worker, id)));
    worker.on('failed', (job, error) => {
      if (job) onFailed?.(job.data, originalOf(error), isFinal(job, error));
    });
    return worker;
  }

  private get allows(): Allowance {
    return this.gate?.share === 'none' ? 'none' : this.outage.allows;
  }

  /** Does what the outage and the lane's gate say: takes no jobs, one more, or as many as it may. */
  private heed(): void {
    const { worker, allows } = this;
    if (!worker || this.closing.signal.aborted) return;
    if (allows === 'none') {
      void worker.pause(true).catch(this.onError);
      return;
    }
    const most = this.gate?.share === 'few' ? Math.min(FEW, this.concurrency) : this.concurrency;
    worker.concurrency = allows === 'one' ? this.running.size + 1 : most;
    // BullMQ's loop must not be halfway through ending when it is to go on.
    setImmediate(() => {
      if (this.allows !== 'none' && worker.isPaused() && !this.closing.signal.aborted) void worker.resume();
    });
  }

  private async process(job: ObjectJob<R>, signal: AbortSignal | undefined): Promise<R> {
    // A job or two come in spite of a pause, when they were being fetched already.
    const verdict = this.gate?.share === 'none' ? null : this.outage.admit(`${this.queue} ${job.id}`);
    if (!verdict) return await this.putBack(job);
    this.running.add(job);
    // BullMQ asks the job itself when an attempt has failed.
    job.opts.attempts = this.options.maxAttempts ?? job.opts.attempts;
    try {
      const result = await this.handler(job.data, this.contextOf(job, signal));
      verdict();
      return result;
    } catch (error) {
      verdict(error);
      return await this.sort(job, error);
    } finally {
      this.running.delete(job);
    }
  }

  /** Locks run out while the server is away; unless somebody took the job meanwhile, it goes on. */
  private async regainLock(worker: Worker<ObjectNotice, R>, id: string): Promise<void> {
    const token = [...this.running].find((job) => job.id === id)?.token;
    if (!token) return;
    try {
      if (await this.store.regainLock(this.queue, id, token, this.lockMs)) return;
    } catch (error) {
      this.onError(error as Error);
    }
    worker.cancelJob(id, 'The lock was lost');
  }

  private contextOf(job: ObjectJob<R>, signal: AbortSignal | undefined): JobContext {
    return {
      attempt: job.attemptsMade + 1,
      maxAttempts: job.opts.attempts ?? 1,
      start: job.attemptsStarted,
      id: job.id as string,
      lane: this.lane,
      parkedSince: markOf(job)?.since ?? null,
      signal: signal ?? new AbortController().signal,
    };
  }

  /** Tells BullMQ what becomes of a job whose handler threw. */
  private async sort(job: ObjectJob<R>, error: unknown): Promise<never> {
    if (error instanceof InfrastructureError) return await this.standBack(job);
    if (error instanceof WaitError) return await this.park(job, error);
    if (error instanceof PermanentError) throw unrecoverable(error);
    throw error;
  }

  /** At the second outage that it meets with, a job lets others go first: the trouble may be its object's alone. */
  private async standBack(job: ObjectJob<R>): Promise<never> {
    const before = job.attemptsStarted - job.attemptsMade - 1;
    if (before <= 0) return await this.putBack(job);
    await job.moveToDelayed(Date.now() + this.outage.standBackMs(before), job.token).catch(this.onError);
    throw new DelayedError();
  }

  private async putBack(job: ObjectJob<R>): Promise<never> {
    await this.giveBack(job);
    throw new WaitingError();
  }

  /** A job that can't be given back is taken over once its lock has run out; nothing is counted against it either way. */
  private async giveBack(job: ObjectJob<R>): Promise<void> {
    await job.moveToWait(job.token).catch(this.onError);
  }

  private async park(job: ObjectJob<R>, wait: WaitError): Promise<never> {
    try {
      const { since } = await this.parking.park(this.bucket, job, wait);
      this.options.onWaiting?.(job.data, wait, since);
    } catch (error) {
      // As with one that can't be given back.
      this.onError(error as Error);
    }
    throw new DelayedError();
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
