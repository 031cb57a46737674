import type { Findings } from './findings.js';

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
