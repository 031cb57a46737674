import { setTimeout as sleep } from 'node:timers/promises';
import { queueName } from './object-notice.js';
import type { Store } from './store.js';

/** How often the live lane is looked at, in milliseconds. */
const POLL_MS = 100;
/** Live work that waits for longer than this has the pipeline for itself, in milliseconds. */
const PATIENCE_MS = 1000;

/** How much of a bucket's backfill may be in progress. */
export type Share = 'none' | 'few' | 'all';

/** Keeps a bucket's backfill from beginning much beside live work, and anything while that is late. */
export class LaneGate {
  private readonly closing = new AbortController();
  private current: Share = 'all';

  constructor(
    private readonly store: Store,
    private readonly bucket: string,
    private readonly onChange: () => void,
  ) {}

  /** None while the oldest live job is older than a second, few while there is any; parked and retrying ones don't count. */
  get share(): Share {
    return this.current;
  }

  /** Looks at the live lane once, and from then on until closed. */
  async start(): Promise<void> {
    await this.look();
    void this.keepLooking();
  }

  close(): void {
    this.closing.abort();
  }

  private async keepLooking(): Promise<void> {
    const { signal } = this.closing;
    while (!signal.aborted) {
      await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
      if (!signal.aborted) await this.look();
    }
  }

  private async look(): Promise<void> {
    try {
      const oldest = await this.store.oldestPending(queueName(this.bucket));
      const share = oldest === null ? 'all' : Date.now() - oldest > PATIENCE_MS ? 'none' : 'few';
      if (share === this.current) return;
      this.current = share;
      this.onChange();
    } catch {
      // The queue is away: nothing can begin anyway.
    }
  }
}
