import type { Worker } from 'bullmq';
import { bounded } from './bounded.js';
import type { Store } from './store.js';

const DISCONNECT_MS = 500;

/** Takes no new jobs and waits for those in progress; whether they all came to an end in time. */
export async function stopWorker(worker: Worker, store: Store, drainMs: number): Promise<boolean> {
  // While the server is away nothing can come to an end, and BullMQ would wait for ever to say goodbye.
  const away = !store.connected;
  const closed = worker.close(away).then(() => !away);
  return await bounded(closed, drainMs, () => false);
}

/** Cuts a worker off without waiting for the server. */
export async function disconnectWorker(worker: Worker): Promise<void> {
  await bounded(
    worker.disconnect().catch(() => undefined),
    DISCONNECT_MS,
    () => undefined,
  );
}
