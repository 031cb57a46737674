import type { Worker } from 'bullmq';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long a worker waits before it tries again to reach the server, in milliseconds. */
export const RECONNECT_MS = 500;

/** Makes a worker and lets it run as soon as the server is there; undefined when aborted before that. */
export async function startWorker<T, R>(
  make: () => Worker<T, R>,
  signal: AbortSignal,
  onError: (error: Error) => void,
): Promise<Worker<T, R> | undefined> {
  const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  while (!signal.aborted) {
    const worker = make();
    try {
      // A server that is away, or refuses the password, is tried for as long as the worker isn't closed.
      await Promise.race([worker.waitUntilReady(), aborted]);
      if (!signal.aborted) {
        worker.run().catch(onError);
        return worker;
      }
    } catch (error) {
      onError(error as Error);
    }
    // BullMQ remembers a failed start for ever, so the next attempt needs a new worker.
    void worker.close().catch(() => undefined);
    await sleep(RECONNECT_MS, undefined, { signal }).catch(() => undefined);
  }
  return undefined;
}
