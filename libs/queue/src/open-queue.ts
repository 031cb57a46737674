import { Queue, type BackendFactory, type QueueOptions } from 'bullmq';
import type { Store, Wiring } from './store.js';

/** Opens BullMQ's producing side of a queue; rejects when the server is away. */
export async function openQueue<T>(
  store: Store,
  name: string,
  onError: (error: Error) => void,
  options: Omit<QueueOptions, 'connection'> = {},
  { connection, factory }: Wiring = store.producer,
): Promise<Queue<T>> {
  const queue = new Queue<T>(name, { ...options, connection }, factory as BackendFactory<never>);
  queue.on('error', onError);
  try {
    await queue.waitUntilReady();
    return queue as Queue<T>;
  } catch (error) {
    // BullMQ remembers a failed start for ever, so the next call makes a new queue.
    void queue.close().catch(() => undefined);
    throw error;
  }
}
