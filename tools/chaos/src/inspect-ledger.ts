import { Ledger, type LedgerObject, type ObjectState } from '@footman/ledger';
import { percentile } from '@footman/cli/demo';
import { isRegistered } from './inspect-rucio.js';
import type { Site } from './site.js';

/** What the ledger tells of the FITS files that were PUT. */
export interface LedgerFindings {
  /** Files that it knows to be in the Butler, and those of them that it knows to be in Rucio. */
  readonly ingested: number;
  readonly registered: number;
  /** Files of which it knows nothing. */
  readonly unknown: readonly string[];
  /** Files that it takes for something else than they should be by now, with what. */
  readonly otherwise: Readonly<Record<string, string>>;
  /** Files that it has under more than one content. */
  readonly doubled: readonly string[];
  /** Files whose times contradict each other. */
  readonly untimely: readonly string[];
  /** Seconds from the PUT to the Butler. */
  readonly latency: {
    readonly p50: number | null;
    readonly p98: number | null;
    readonly last: number | null;
  };
  /** Files that the reaper's comparisons of bucket and Butler have queued. */
  readonly requeued: number;
}

/** The clock of the store is not ours. */
const TOLERANCE_MS = 1000;

/** Asks the ledger for the life of each file. */
export async function inspectLedger(site: Site, keys: ReadonlySet<string>): Promise<LedgerFindings> {
  const ledger = await Ledger.open(site.ledgerUrl, { migrate: false });
  try {
    const objects = await ledger.find(site.bucket, [...keys]);
    const reconciliations = await ledger.reconciliations({ bucket: site.bucket });
    const known = new Set(objects.map(({ key }) => key));
    const inState = (wanted: ObjectState) => objects.filter(({ state }) => state === wanted).length;
    const wanted = (key: string) => (site.rucioUrl && isRegistered(key) ? 'registered' : 'ingested');
    const latencies = objects.flatMap(({ times: { event, ingested } }) =>
      event === undefined || ingested === undefined ? [] : [(ingested - event) / 1000],
    );
    return {
      ingested: inState('ingested') + inState('registered'),
      registered: inState('registered'),
      unknown: [...keys].filter((key) => !known.has(key)),
      otherwise: Object.fromEntries(
        objects
          .filter(({ key, state }) => state !== wanted(key))
          .map(({ key, state, reason }) => [key, `${state} ${reason ?? ''}`.trim()]),
      ),
      doubled: objects.filter(({ key }, i) => objects[i - 1]?.key === key).map(({ key }) => key),
      untimely: objects.filter(isUntimely).map(({ key }) => key),
      latency: {
        p50: percentile(latencies, 50),
        p98: percentile(latencies, 98),
        last: percentile(latencies, 100),
      },
      requeued: reconciliations.reduce((sum, { queued }) => sum + queued, 0),
    };
  } finally {
    await ledger.close();
  }
}

/** Notices may come late and twice, but nothing happens before the PUT, or is written before it's read. */
function isUntimely({ times }: LedgerObject): boolean {
  const { event = 0, read = event, ingested = read } = times;
  return ingested < read || Object.values(times).some((at) => at < event - TOLERANCE_MS || at > Date.now());
}
