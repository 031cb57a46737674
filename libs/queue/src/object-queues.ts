import type { QueueBackend } from './backend.js';
import type { ObjectNotice } from './object-notice.js';

/** How notices become jobs. */
export interface ObjectQueuesOptions {
  /** Called for connection errors that no caller waits for. */
  readonly onError?: (error: Error) => void;
  /** How often a handler may fail before its job does. @default 3 */
  readonly attempts?: number;
  /** Delay before the first retry in milliseconds; doubles each time, with jitter. @default 1000 */
  readonly backoffMs?: number;
  /** Longest time that `add`, `ready` and `counts` may take, in milliseconds. @default 500 */
  readonly timeoutMs?: number;
}

/** The producing side: one queue per bucket, made when first needed. */
export class ObjectQueues {
  constructor(
    readonly backend: QueueBackend,
    readonly options: ObjectQueuesOptions = {},
  ) {}

  /** Connects in the background; neither throws nor hangs when the server is away. */
  async start(): Promise<void> {
    throw new Error('not yet');
  }

  /**
   * Resolves once all notices are durably queued; safe to repeat, since jobs have deterministic ids.
   *
   * @throws QueueUnavailableError fast, when the server is away; some of the notices may be queued even so.
   */
  async add(_notices: readonly ObjectNotice[]): Promise<void> {
    throw new Error('not yet');
  }

  /** Whether the server answers, within a bounded time. */
  async ready(): Promise<boolean> {
    throw new Error('not yet');
  }

  /** How many jobs of a bucket are in each state. */
  async counts(_bucket: string): Promise<Record<string, number>> {
    throw new Error('not yet');
  }

  /** Sends what was accepted and disconnects. */
  async close(): Promise<void> {
    throw new Error('not yet');
  }
}
