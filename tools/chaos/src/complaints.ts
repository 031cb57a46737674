import type { Findings } from './findings.js';
import type { RucioFindings } from './inspect-rucio.js';
import type { ToldFindings } from './inspect-told.js';

/** What isn't as it should be, in sentences; empty when all has settled and nothing is wrong. */
export function complaintsAbout(findings: Findings, { wiped }: Circumstances): readonly string[] {
  const { butler, ledger, queue, feeds, told, rucio } = findings;
  const { expected } = butler;
  const forgivable = wiped ? WIPED_SHARE * expected : 0;
  const said = [
    some(butler.lost, 'files are not in the Butler'),
    some(butler.doubled, 'files are in the Butler more than once'),
    some(butler.extra, 'datasets are of files that nobody PUT'),
    butler.datasets !== expected && `there are ${butler.datasets} datasets of ${expected} files`,
    butler.fileRecords !== expected && `there are ${butler.fileRecords} file records of ${expected} files`,
    some(butler.incomplete, 'exposures are not there once with a whole visit'),
    some(ledger.unknown, 'files are unknown to the ledger'),
    some(Object.keys(ledger.otherwise), 'files are not in the ledger as what they are'),
    some(ledger.doubled, 'files are in the ledger with more than one content'),
    some(ledger.untimely, 'files have times in the ledger that contradict each other'),
    ...Object.entries(queue).map(([state, count]) => count > 0 && `${count} jobs are still ${state}`),
    ...feeds.flatMap(({ feed, waiting, active, refused }) => [
      waiting + active > 0 && `${waiting + active} messages of the feed ${feed} are not taken yet`,
      refused > 0 && `${refused} messages of the feed ${feed} were refused`,
    ]),
    ...complaintsAboutTold('the webhook', told.webhook, forgivable),
    ...(told.topic ? complaintsAboutTold('the topic', told.topic, forgivable) : []),
    ...(rucio ? complaintsAboutRucio(rucio) : []),
  ];
  return said.filter((sentence) => sentence !== false);
}

/** What has happened that nobody can make good. */
export interface Circumstances {
  /** Messages were in a Redis that was wiped. What others were to be told is gone with them, though not for most files; all else is found again. */
  readonly wiped: boolean;
}

/** More than once is allowed; so often would be a circle. */
const TOO_OFTEN = 10;
/** Messages of so many of a night's files, at most, are in Redis when it is wiped; it is wiped once. */
const WIPED_SHARE = 0.5;

function complaintsAboutTold(who: string, { untold, unknown, most }: ToldFindings, forgivable: number) {
  return [
    untold.length > forgivable && `${untold.length} files were not told to ${who}`,
    some(unknown, `files that nobody PUT were told to ${who}`),
    most > TOO_OFTEN && `a file was told to ${who} ${most} times`,
  ];
}

function complaintsAboutRucio({ missing, misplaced, different, extra }: RucioFindings) {
  return [
    some(missing, 'files are not in Rucio'),
    some(misplaced, 'files are not once at the RSE and in their dataset'),
    some(different, 'files have another size or checksum in Rucio than in the store'),
    some(extra, 'DIDs are of nothing that anybody PUT'),
  ];
}

/** The keys of files that something is wrong with, the worst first. */
export function troubled(
  { butler, ledger, told, rucio }: Findings,
  { wiped }: Circumstances,
): readonly string[] {
  const { unknown, otherwise, doubled, untimely } = ledger;
  return [
    ...new Set([
      ...butler.lost,
      ...butler.doubled,
      ...(rucio ? [...rucio.missing, ...rucio.misplaced, ...rucio.different] : []),
      ...(wiped ? [] : [...told.webhook.untold, ...(told.topic?.untold ?? [])]),
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
