import { Counter, type Registry } from 'prom-client';

/** Shows how many messages of each feed this process has dropped. */
export function exportDropped(registry: Registry, dropped: () => Iterable<readonly [string, number]>): void {
  new Counter({
    name: 'footman_feed_dropped_messages_total',
    help: 'Messages that nobody will hear of: the queue was away for too long, or had as many of the feed as it may',
    labelNames: ['feed'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [feed, count] of dropped()) this.inc({ feed }, count);
    },
  });
}
