import type { MessageQueueStatus, ObjectQueues } from '@footman/queue';
import { Gauge, type Registry } from 'prom-client';

/** Shows how each feed stands, whoever its consumer is: one that isn't there shows nothing of itself. */
export function exportFeeds(registry: Registry, { messages }: Pick<ObjectQueues, 'messages'>): void {
  let asking: Promise<MessageQueueStatus[]> | undefined;
  /** Asks once for all that are collected together. */
  const feeds = () => (asking ??= messages.status().finally(() => (asking = undefined)));
  const gauge = (name: string, help: string, of: (feed: MessageQueueStatus) => number | null) =>
    new Gauge({
      name: `footman_feed_${name}`,
      help,
      labelNames: ['feed'],
      registers: [registry],
      async collect() {
        const all = await feeds().catch(() => []);
        this.reset();
        for (const status of all) {
          const value = of(status);
          if (value !== null) this.set({ feed: status.feed }, value);
        }
      },
    });
  gauge(
    'messages',
    'What the queue holds for a feed; each message has up to a thousand files or steps of files',
    ({ waiting, active }) => waiting + active,
  );
  gauge(
    'oldest_timestamp_seconds',
    'When the oldest of it was sent; absent if there is none',
    ({ oldestAt }) => oldestAt && oldestAt / 1000,
  );
  gauge('refused_messages', 'Messages that the consumer of a feed put aside', ({ refused }) => refused);
}
