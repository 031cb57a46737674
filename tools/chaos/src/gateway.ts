import { type Notifier, seededRandom } from '@footman/cli/demo';
import type { StoredObject } from '@footman/embedded';
import { type DeliveryOptions, planDelivery } from './delivery.js';

/** What became of the notices. */
export interface GatewayCounts {
  /** Objects of which no notice was ever sent. */
  readonly dropped: number;
  /** Objects of which three were. */
  readonly tripled: number;
  /** Requests in all, those that were answered 2xx, and the others, which were sent again. */
  readonly sent: number;
  readonly taken: number;
  readonly resent: number;
}

/** One of the ways by which notices go out. */
export type Way = Pick<Notifier, 'notify' | 'stats' | 'close'>;

/** A gateway that notifies each PUT as Ceph's does, but drops, repeats and shuffles; with several ways, by any of them. */
export class Gateway {
  private readonly timers = new Set<NodeJS.Timeout>();
  private copies = 0;
  private counts = { dropped: 0, tripled: 0 };

  constructor(
    private readonly ways: readonly Way[],
    private readonly delivery: DeliveryOptions,
  ) {}

  /** Sends what an object's notice is to have of copies. */
  notify(object: StoredObject): void {
    const times = planDelivery(object.key, this.delivery);
    if (times.length === 0) this.counts.dropped++;
    if (times.length > 1) this.counts.tripled++;
    this.copies += times.length;
    const random = seededRandom(this.delivery.seed, 'way', object.key);
    for (const time of times) {
      const way = this.ways[Math.floor(random() * this.ways.length)];
      const timer = setTimeout(() => {
        this.timers.delete(timer);
        way?.notify(object);
      }, time);
      this.timers.add(timer);
    }
  }

  /** Whether all that was to be sent has been taken. */
  get idle(): boolean {
    return this.stats.taken === this.copies;
  }

  get stats(): GatewayCounts {
    const sum = (count: 'sent' | 'notified' | 'refused') =>
      this.ways.reduce((total, { stats }) => total + stats[count], 0);
    return { ...this.counts, sent: sum('sent'), taken: sum('notified'), resent: sum('refused') };
  }

  close(): void {
    for (const timer of this.timers) clearTimeout(timer);
    for (const way of this.ways) way.close();
  }
}
