import { percentile } from '@footman/cli/demo';
import { Ledger } from '@footman/ledger';

/** What the ledger tells of the FITS files that were PUT. */
export interface LedgerFindings {
  readonly ingested: number;
  /** Files of which it knows nothing. */
  readonly unknown: readonly string[];
  /** Files that it takes for something else than ingested, with what. */
  readonly otherwise: Readonly<Record<string, string>>;
  /** Files that the reaper had to queue, because their notices didn't. */
  readonly requeued: number;
  /** Seconds from the PUT to the Butler. */
  readonly latency: { readonly p50: number | null; readonly last: number | null };
}

/** What a file is that was ingested, and that Rucio knows besides. */
const IN_BUTLER: ReadonlySet<string> = new Set(['ingested', 'registered']);

/** Asks the ledger for the life of each file of a bucket. */
export async function inspectLedger(
  url: string,
  bucket: string,
  keys: readonly string[],
): Promise<LedgerFindings> {
  const ledger = await Ledger.open(url, { migrate: false });
  try {
    const objects = await ledger.find(bucket, [...keys]);
    const reconciliations = await ledger.reconciliations({ bucket });
    const known = new Set(objects.map(({ key }) => key));
    const others = objects.filter(({ state }) => !IN_BUTLER.has(state));
    const latencies = objects.flatMap(({ times: { event, ingested } }) =>
      event === undefined || ingested === undefined ? [] : [(ingested - event) / 1000],
    );
    return {
      ingested: objects.length - others.length,
      unknown: keys.filter((key) => !known.has(key)),
      otherwise: Object.fromEntries(
        others.map(({ key, state, reason }) => [key, `${state} ${reason ?? ''}`.trim()]),
      ),
      requeued: reconciliations.reduce((sum, { queued }) => sum + queued, 0),
      latency: { p50: percentile(latencies, 50), last: percentile(latencies, 100) },
    };
  } finally {
    await ledger.close();
  }
}
