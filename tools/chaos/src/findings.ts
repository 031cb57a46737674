import { inspectButler, type ButlerFindings } from './inspect-butler.js';
import { inspectFeeds, type FeedFindings } from './inspect-feeds.js';
import { inspectLedger, type LedgerFindings } from './inspect-ledger.js';
import { inspectQueue, type QueueFindings } from './inspect-queue.js';
import { inspectRucio, type RucioFindings } from './inspect-rucio.js';
import { inspectTold, type AllToldFindings } from './inspect-told.js';
import type { Night } from './night.js';
import type { Site } from './site.js';
import { StoredSums } from './stored-sums.js';

/** How everything stands, beside what it should be. */
export interface Findings {
  readonly butler: ButlerFindings;
  readonly ledger: LedgerFindings;
  readonly queue: QueueFindings;
  readonly feeds: FeedFindings;
  readonly told: AllToldFindings;
  /** Undefined where there is no Rucio. */
  readonly rucio: RucioFindings | undefined;
}

/** Looks everywhere, as often as it's called; nothing is changed by it. */
export function inspector(site: Site, night: Night): () => Promise<Findings> {
  const sums = new StoredSums(site);
  return async () => {
    const [butler, ledger, queue, feeds, told, rucio] = await Promise.all([
      inspectButler(site, night),
      inspectLedger(site, night.keys),
      inspectQueue(site),
      inspectFeeds(site),
      inspectTold(site, night),
      inspectRucio(site, night, sums),
    ]);
    return { butler, ledger, queue, feeds, told, rucio };
  };
}
