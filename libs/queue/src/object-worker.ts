import type { QueueBackend } from './backend.js';
import type { WaitError } from './errors.js';
import type { ObjectNotice } from './object-notice.js';

/** What a handler may know about the job that carries its notice. */
export interface JobContext {
  /** 1 for the first attempt; waiting doesn't count. */
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly id: string;
  /** Aborted when the job's lock was lost or the worker was told to stop at once. */
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
  readonly onCompleted?: (notice: ObjectNotice, result: R) => void;
  /** `final` is false while there are attempts left. */
  readonly onFailed?: (notice: ObjectNotice, error: Error, final: boolean) => void;
  readonly onWaiting?: (notice: ObjectNotice, wait: WaitError) => void;
  readonly onStalled?: (id: string) => void;
  /** Called for connection errors; the worker goes on by itself when the server is back. */
  readonly onError?: (error: Error) => void;
}

/** The consuming side: takes the jobs of one bucket's queue and gives their notices to a handler. */
export class ObjectWorker<R> {
  constructor(
    readonly backend: QueueBackend,
    readonly bucket: string,
    readonly handler: ObjectHandler<R>,
    readonly options: ObjectWorkerOptions<R> = {},
  ) {}

  /** Starts to take jobs; neither throws nor hangs when the server is away. */
  async start(): Promise<void> {
    throw new Error('not yet');
  }

  /** Lets all jobs go on that wait with this key, in whatever process they began to; resolves to their number. */
  async wake(_wakeKey: string): Promise<number> {
    throw new Error('not yet');
  }

  /** Whether the server answers, within a bounded time. */
  async ready(): Promise<boolean> {
    throw new Error('not yet');
  }

  /** Takes no new jobs, waits for those in progress and disconnects. */
  async close(): Promise<void> {
    throw new Error('not yet');
  }
}
