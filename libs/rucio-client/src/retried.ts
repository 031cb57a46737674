import { setTimeout as sleep } from 'node:timers/promises';
import { RucioError } from './errors.js';

/** How often and after what waits a call is repeated. */
export interface RetryOptions {
  /** Calls in all, the first included. */
  readonly attempts: number;
  /** Milliseconds; each wait is up to twice as long as the one before, and half of it by chance. */
  readonly firstWaitMs: number;
}

/** No wait is longer, in milliseconds. */
const LONGEST_WAIT = 10_000;

/** Repeats what fails for a time only, and ends with its last error. */
export async function retried<T>(
  work: () => Promise<T>,
  { attempts, firstWaitMs }: RetryOptions,
  signal: AbortSignal,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const last = attempt >= attempts || signal.aborted;
      if (last || !(error instanceof RucioError && error.transient)) throw error;
      const wait = Math.min(LONGEST_WAIT, firstWaitMs * 2 ** (attempt - 1));
      // Chance, because two calls that were in each other's way would meet again.
      await sleep(wait * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => {
        throw error;
      });
    }
  }
}
