import type { Queue } from 'bullmq';
import { bounded } from './bounded.js';
import type { Lane } from './lane.js';
import { queueName, type ObjectNotice } from './object-notice.js';
import { openQueue } from './open-queue.js';
import type { Store } from './store.js';

/** BullMQ's producing side of queues, each opened when first needed. */
export class OpenQueues {
  private readonly queues = new Map<string, Promise<Queue>>();

  constructor(
    private readonly store: Store,
    private readonly onError: (error: Error) => void,
  ) {}

  /** The queue of a bucket; rejects when the server is away. */
  get(bucket: string, lane: Lane): Promise<Queue<ObjectNotice>> {
    return this.named<ObjectNotice>(queueName(bucket, lane));
  }

  /** The queue of this name; rejects when the server is away. */
  named<T>(name: string): Promise<Queue<T>> {
    let opened = this.queues.get(name);
    if (!opened) {
      opened = openQueue(this.store, name, this.onError);
      this.queues.set(name, opened);
      opened.catch(() => this.queues.delete(name));
    }
    return opened as Promise<Queue<T>>;
  }

  /** Closes what was opened, within a bounded time. */
  async close(limitMs: number): Promise<void> {
    const closing = [...this.queues.values()].map(async (opened) => (await opened).close());
    await bounded(Promise.allSettled(closing), limitMs, () => undefined);
  }
}
