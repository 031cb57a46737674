import type { BucketStatus as LedgerBucket } from '@footman/ledger';
import { LANES, type Lane, type LaneStatus, type ObjectQueues } from '@footman/queue';
import { OperatorError } from '../errors.js';
import { feedsOf } from '../feeds/feed-status.js';
import type { ServerStatus } from '../site/server-status.js';
import { reasonOf, type Site } from '../site/site.js';
import { needsOf } from './needs-of.js';
import type { BucketStatus, SiteStatus, Troubles } from './site-status.js';

/** What is looked at, and how. */
export interface StatusOptions {
  /** Only these buckets; all if empty. */
  readonly only: readonly string[];
  /** These too, even if nobody knows of them yet. */
  readonly expected: readonly string[];
  /** A guider counts as overdue when it has waited for its exposure for this long. */
  readonly overdueMs: number;
}

type Lanes = Readonly<Record<Lane, LaneStatus>>;

/** How it stands with a site: what can't be asked is left out, and said. @throws OperatorError when there is nobody to ask */
export async function siteStatus(site: Site, options: StatusOptions): Promise<SiteStatus> {
  const { only, expected, overdueMs } = options;
  if (site.queueStatus.state === 'not configured' && site.ledgerStatus.state === 'not configured')
    throw new OperatorError(
      `there is nobody to ask: ${site.queueStatus.problem}; ${site.ledgerStatus.problem}`,
      'operator.unavailable',
    );
  const ledger = await ask(site.ledgerStatus, site.ledger, (it) => it.status({ overdueMs }));
  const told = new Map(ledger.answer?.map((bucket) => [bucket.bucket, bucket]));
  const names = only.length > 0 ? only : [...expected, ...told.keys()];
  const queue = await ask(site.queueStatus, site.queues, async (queues) => {
    const all = new Set(only.length > 0 ? only : [...names, ...(await queues.buckets())]);
    const lanes = new Map<string, Lanes>();
    for (const bucket of all) lanes.set(bucket, await queues.status(bucket));
    const troubles = new Map<string, Troubles>();
    for (const [bucket, each] of ledger.answer ? [] : lanes)
      troubles.set(bucket, await troublesInQueue(queues, bucket, each, overdueMs));
    return { lanes, troubles, feeds: await feedsOf(queues) };
  });
  const buckets = [...new Set([...names, ...(queue.answer?.lanes.keys() ?? [])])].sort();
  const status = {
    at: Date.now(),
    queue: queue.status,
    ledger: ledger.status,
    feeds: queue.answer?.feeds ?? null,
    buckets: buckets.map((bucket) => ({
      ...(ledger.answer ? ofLedger(bucket, told.get(bucket)) : { bucket, flow: null, troubles: null }),
      ...(queue.answer?.troubles.has(bucket) && { troubles: queue.answer.troubles.get(bucket) ?? null }),
      lanes: queue.answer?.lanes.get(bucket) ?? null,
    })),
  };
  return { ...status, needed: needsOf(status) };
}

interface Answer<A> {
  readonly status: ServerStatus;
  readonly answer: A | null;
}

/** It may have gone away since it was connected. */
async function ask<T, A>(
  status: ServerStatus,
  it: T | null,
  question: (it: T) => Promise<A>,
): Promise<Answer<A>> {
  if (!it) return { status, answer: null };
  try {
    return { status, answer: await question(it) };
  } catch (error) {
    return { status: { ...status, state: 'away', problem: reasonOf(error) }, answer: null };
  }
}

/** A bucket that the ledger has never heard of has had nothing. */
function ofLedger(bucket: string, told: LedgerBucket | undefined): Omit<BucketStatus, 'lanes'> {
  const none = { lastMinute: 0, last15Minutes: 0 };
  const { received = none, ingested = none, lastReceivedAt = null } = told ?? {};
  const { dead = 0, corrected = 0, parked = 0, overdue = 0 } = told ?? {};
  return {
    bucket,
    flow: { received, ingested, lastReceivedAt },
    troubles: { dead, corrected, parked, overdue },
  };
}

/** Without the ledger the queue tells of files that have jobs. */
async function troublesInQueue(
  queues: ObjectQueues,
  bucket: string,
  lanes: Lanes,
  overdueMs: number,
): Promise<Troubles> {
  const parked = await queues.parked(bucket);
  const limit = Date.now() - overdueMs;
  return {
    dead: LANES.reduce((sum, lane) => sum + lanes[lane].failed, 0),
    corrected: null,
    parked: parked.length,
    overdue: parked.filter(({ since }) => since <= limit).length,
  };
}
