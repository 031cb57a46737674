import { needsOfFeeds } from '../feeds/needs-of-feeds.js';
import { age } from '../site/age.js';
import type { BucketStatus, SiteStatus } from './site-status.js';

/** A file is in the Butler within seconds; what has waited for this long waits for nobody. */
const STUCK_MS = 30_000;

/** What a person has to do, worst first. */
export function needsOf(status: Omit<SiteStatus, 'needed'>): string[] {
  const { at, queue, ledger, feeds, buckets } = status;
  const stuck = (since: number | null | undefined): since is number =>
    typeof since === 'number' && at - since > STUCK_MS;
  return [
    ...(queue.state === 'away' ? [`the queue is away: ${queue.problem}`] : []),
    ...(ledger.state === 'away' ? [`the ledger is away: ${ledger.problem}`] : []),
    ...buckets.flatMap(({ bucket, lanes }) =>
      stuck(lanes?.live.oldestPendingAt)
        ? [`${bucket}: a file has been waiting for ${age(lanes?.live.oldestPendingAt, at)}: does ingest run?`]
        : [],
    ),
    ...buckets.flatMap(needsOfTroubles),
    ...needsOfFeeds(feeds ?? [], at),
  ];
}

function needsOfTroubles({ bucket, troubles }: BucketStatus): string[] {
  if (!troubles) return [];
  const { dead, corrected, overdue } = troubles;
  const all = [
    [dead, 'dead', 'given up'],
    [corrected, 'corrected', 'replaced after ingest'],
    [overdue, 'overdue', 'waiting for their exposure for too long'],
  ] as const;
  return all.flatMap(([n, state, what]) =>
    n ? [`${bucket}: ${n} ${what}: footman dead list --bucket ${bucket} --state ${state}`] : [],
  );
}
