/** What an error of this library carries besides its message. */
export interface QueueErrorOptions extends ErrorOptions {
  /** Stable, dotted, for logs and metrics. */
  readonly code: string;
  /** Whether the same call may succeed later. */
  readonly transient: boolean;
}

/** Base of all errors of the queues themselves. */
export class QueueError extends Error {
  override name = 'QueueError';
  readonly code: string;
  readonly transient: boolean;

  constructor(message: string, options: QueueErrorOptions) {
    super(message, options);
    this.code = options.code;
    this.transient = options.transient;
  }
}

/** The queue's server can't be reached or doesn't answer in time: nothing may be acknowledged. */
export class QueueUnavailableError extends QueueError {
  override name = 'QueueUnavailableError';

  constructor(message: string, options: ErrorOptions = {}) {
    super(message, { ...options, code: 'queue.unavailable', transient: true });
  }
}

/** Thrown by a handler: trying again is pointless, so the job fails at once and for good. */
export class PermanentError extends Error {
  override name = 'PermanentError';
}

/**
 * Thrown by a handler when something it needs is away, which is nobody's fault: the job goes back to where it came from and
 * nothing is counted. Workers that share an Outage then pause until it is there again.
 */
export class InfrastructureError extends Error {
  override name = 'InfrastructureError';

  constructor(
    /** Short and stable, for metrics and readiness: `butler`, `object-store`. */
    readonly system: string,
    message: string,
    options: ErrorOptions = {},
  ) {
    super(message, options);
  }
}

/** Thrown by a handler: the job waits without using up an attempt, until it is woken or the delay has passed. */
export class WaitError extends Error {
  override name = 'WaitError';

  constructor(
    readonly wakeKey: string,
    readonly delayMs: number,
    message = 'The job waits for something else to happen first',
  ) {
    super(message);
  }
}
