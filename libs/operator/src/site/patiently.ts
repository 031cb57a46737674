import { setTimeout as sleep } from 'node:timers/promises';

/** Waits between attempts, in milliseconds: a server that restarts is back in that time. */
const WAITS_MS = [500, 1000, 2000, 4000, 8000];

/** Does something again that may be done twice, for as long as a server may merely be slow or restarting. */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (const wait of WAITS_MS) {
    try {
      return await work();
    } catch (error) {
      // Queue, ledger and object store all say so of their errors.
      if (!(error instanceof Error) || !('transient' in error) || !error.transient) throw error;
    }
    await sleep(wait);
  }
  return work();
}
