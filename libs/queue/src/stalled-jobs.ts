import type { QueueBackend } from './backend.js';
import { LANES } from './lane.js';
import { queueName } from './object-notice.js';
import { openStore, timeoutOf } from './open-store.js';
import { quietErrors } from './quiet-errors.js';
import { StalledCheck, type StalledOptions } from './stalled-check.js';
import type { Store } from './store.js';

/** When a worker counts as dead, and who hears of it. */
export interface StalledJobsOptions extends StalledOptions {
  /** Called for connection errors; repeated ones are left out. */
  readonly onError?: (error: Error) => void;
}

/** Recovers the jobs of dead workers in both lanes of buckets, also when no worker is left that would. */
export class StalledJobs {
  private readonly store: Store;
  private readonly checks: readonly StalledCheck[];

  constructor(backend: QueueBackend, buckets: readonly string[], options: StalledJobsOptions = {}) {
    const onError = quietErrors(options.onError);
    const store = openStore(backend, undefined, onError);
    const names = buckets.flatMap((bucket) => LANES.map((lane) => queueName(bucket, lane)));
    const limit = timeoutOf(backend, undefined);
    this.store = store;
    this.checks = names.map((name) => new StalledCheck(store, name, options, limit, onError));
  }

  /** Looks from now on; neither throws nor hangs when the server is away. */
  async start(): Promise<void> {
    await this.store.start();
    for (const check of this.checks) check.start();
  }

  /** Stops looking and disconnects. */
  async close(): Promise<void> {
    for (const check of this.checks) check.close();
    await this.store.close();
  }
}
