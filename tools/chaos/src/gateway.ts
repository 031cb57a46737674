import type { Notifier } from '@footman/cli/demo';
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

/** A gateway that notifies each PUT as Ceph's does, but drops, repeats and shuffles. */
export class Gateway {
  private readonly timers = new Set<NodeJS.Timeout>();
  private copies = 0;
  private counts = { dropped: 0, tripled: 0 };

  constructor(
    private readonly notifier: Pick<Notifier, 'notify' | 'stats' | 'close'>,
    private readonly delivery: DeliveryOptions,
  ) {}

  /** Sends what an object's notice is to have of copies. */
  notify(object: StoredObject): void {
    const times = planDelivery(object.key, this.delivery);
    if (times.length === 0) this.counts.dropped++;
    if (times.length > 1) this.counts.tripled++;
    this.copies += times.length;
    for (const time of times) {
      const timer = setTimeout(() => {
        this.timers.delete(timer);
        this.notifier.notify(object);
      }, time);
      this.timers.add(timer);
    }
  }

  /** Whether all that was to be sent has been taken. */
  get idle(): boolean {
    return this.notifier.stats.notified === this.copies;
  }

  get stats(): GatewayCounts {
    const { sent, notified, refused } = this.notifier.stats;
    return { ...this.counts, sent, taken: notified, resent: refused };
  }

  close(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.notifier.close();
  }
}
