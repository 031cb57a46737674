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

/** What isn't as it should be, in sentences; empty when all has settled and nothing is wrong. */
export function complaintsAbout({ butler, ledger, queue }: Findings): readonly string[] {
  const { expected } = butler;
  const said = [
    some(butler.lost, 'files are not in the Butler'),
    some(butler.doubled, 'files are in the Butler more than once'),
    some(butler.extra, 'datasets are of files that nobody PUT'),
    butler.datasets !== expected && `there are ${butler.datasets} datasets of ${expected} files`,
    butler.fileRecords !== expected && `there are ${butler.fileRecords} file records of ${expected} files`,
    some(butler.incomplete, 'exposures are not there once with a whole visit'),
    some(ledger.unknown, 'files are unknown to the ledger'),
    some(Object.keys(ledger.otherwise), 'files are something else than ingested in the ledger'),
    some(ledger.doubled, 'files are in the ledger with more than one content'),
    some(ledger.untimely, 'files have times in the ledger that contradict each other'),
    ...Object.entries(queue).map(([state, count]) => count > 0 && `${count} jobs are still ${state}`),
  ];
  return said.filter((sentence) => sentence !== false);
}

/** The keys of files that something is wrong with, the worst first. */
export function troubled({ butler, ledger }: Findings): readonly string[] {
  const { unknown, otherwise, doubled, untimely } = ledger;
  return [
    ...new Set([
      ...butler.lost,
      ...butler.doubled,
      ...unknown,
      ...Object.keys(otherwise),
      ...doubled,
      ...untimely,
    ]),
  ];
}

function some(keys: readonly string[], what: string): string | false {
  return keys.length > 0 && `${keys.length} ${what}`;
}
