import type { Queue } from 'bullmq';
import { bounded } from './bounded.js';
import type { Lane } from './lane.js';
import { queueName, type ObjectNotice } from './object-notice.js';
import { openQueue } from './open-queue.js';
import type { Store } from './store.js';

/** BullMQ's producing side of the buckets' queues, each opened when first needed. */
export class OpenQueues {
  private readonly queues = new Map<string, Promise<Queue<ObjectNotice>>>();

  constructor(
    private readonly store: Store,
    private readonly onError: (error: Error) => void,
  ) {}

  /** The queue of a bucket; rejects when the server is away. */
  get(bucket: string, lane: Lane): Promise<Queue<ObjectNotice>> {
    const name = queueName(bucket, lane);
    let opened = this.queues.get(name);
    if (!opened) {
      opened = openQueue<ObjectNotice>(this.store, name, this.onError);
      this.queues.set(name, opened);
      opened.catch(() => this.queues.delete(name));
    }
    return opened;
  }

  /** Closes what was opened, within a bounded time. */
  async close(limitMs: number): Promise<void> {
    const closing = [...this.queues.values()].map(async (opened) => (await opened).close());
    await bounded(Promise.allSettled(closing), limitMs, () => undefined);
  }
}
