import { inspectButler, type ButlerFindings } from './inspect-butler.js';
import { inspectLedger, type LedgerFindings } from './inspect-ledger.js';
import { inspectQueue, type QueueFindings } from './inspect-queue.js';
import type { Night } from './night.js';
import type { Site } from './site.js';

/** How everything stands, beside what it should be. */
export interface Findings {
  readonly butler: ButlerFindings;
  readonly ledger: LedgerFindings;
  readonly queue: QueueFindings;
}

/** Looks everywhere; nothing is changed by it. */
export async function inspect(site: Site, night: Night): Promise<Findings> {
  const [butler, ledger, queue] = await Promise.all([
    inspectButler(site, night),
    inspectLedger(site, night.keys),
    inspectQueue(site),
  ]);
  return { butler, ledger, queue };
}
