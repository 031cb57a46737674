import type { Ledger, LedgerObject, ObjectState } from '@footman/ledger';
import { placeInNight } from '@footman/obs-lsst';
import type { ObjectNotice, ObjectQueues } from '@footman/queue';
import { OperatorError } from '../errors.js';
import type { Site } from '../site/site.js';
import type { Unfinished, UnfinishedFile, UnfinishedFilter } from './unfinished-file.js';

const PAGE = 1000;
const STATE_OF: Readonly<Record<Unfinished, ObjectState>> = {
  dead: 'dead',
  corrected: 'corrected',
  overdue: 'parked',
};

/**
 * The files that wait for a person, the newest of each bucket first: as the ledger knows them, or as far as the queue does while
 * there is no ledger. Whoever takes them may do something about them meanwhile.
 *
 * @throws OperatorError when neither can be asked.
 */
export function unfinishedFiles(
  site: Site,
  filter: UnfinishedFilter,
  overdueMs: number,
): AsyncGenerator<UnfinishedFile> {
  if (site.ledger) return inLedger(site.ledger, filter, overdueMs);
  if (site.queues) return inQueue(site.queues, filter, overdueMs);
  throw new OperatorError(
    `neither ledger nor queue can be asked: ${site.ledgerStatus.problem}; ${site.queueStatus.problem}`,
    'operator.unavailable',
  );
}

async function* inLedger(
  ledger: Ledger,
  { buckets, states, key: prefix, ...rest }: UnfinishedFilter,
  overdueMs: number,
): AsyncGenerator<UnfinishedFile> {
  const filter = { ...rest, prefix, states: states.map((state) => STATE_OF[state]), overdueMs };
  for (const bucket of buckets.length > 0 ? buckets : [undefined]) {
    let after: string | undefined;
    do {
      const { items, next } = await ledger.dead({ ...filter, bucket }, { limit: PAGE, after });
      yield* items.map(ofLedger);
      after = next ?? undefined;
    } while (after !== undefined);
  }
}

function ofLedger(object: LedgerObject): UnfinishedFile {
  const { state, at, parkedAt, reason, message, attempt, worker, instrument, night, exposure } = object;
  const overdue = state === 'parked';
  return {
    state: overdue ? 'overdue' : (state as Unfinished),
    notice: noticeOf(object),
    since: overdue ? (parkedAt ?? at) : at,
    reason,
    message,
    attempt,
    worker,
    instrument,
    night,
    exposure,
  };
}

/** The notice that made an object's job. */
export function noticeOf({ bucket, key, size, etag, versionId, times }: LedgerObject): ObjectNotice {
  const receivedAt = times.received ?? Date.now();
  const eventTime = new Date(times.event ?? receivedAt).toISOString();
  return { bucket, key, size: size ?? 0, etag, versionId, eventTime, receivedAt };
}

async function* inQueue(
  queues: ObjectQueues,
  filter: UnfinishedFilter,
  overdueMs: number,
): AsyncGenerator<UnfinishedFile> {
  const buckets = filter.buckets.length > 0 ? filter.buckets : await queues.buckets();
  for (const bucket of buckets) {
    const found: UnfinishedFile[] = [];
    for await (const { notice, failedAt, reason: message } of queues.failed(bucket)) {
      const reason = /^([a-z]+(?:-[a-z]+)*): /.exec(message)?.[1] ?? null;
      const state = reason === 'corrected' ? 'corrected' : 'dead';
      if (filter.states.includes(state))
        found.push(ofQueue(state, notice, { since: failedAt, reason, message }));
    }
    if (filter.states.includes('overdue')) {
      for (const { notice, wakeKey, since } of await queues.parked(bucket)) {
        if (since <= Date.now() - overdueMs)
          found.push(ofQueue('overdue', notice, { since, reason: null, message: `waits for ${wakeKey}` }));
      }
    }
    // All are known before the first is handed out: pages of a list that gets shorter meanwhile would leave some out.
    yield* found.filter((file) => matches(file, filter)).sort((a, b) => b.since - a.since);
  }
}

function ofQueue(
  state: Unfinished,
  notice: ObjectNotice,
  told: Pick<UnfinishedFile, 'since' | 'reason' | 'message'>,
): UnfinishedFile {
  const { instrument = null, night = null, exposure = null } = placeInNight(notice.bucket, notice.key);
  return {
    state,
    notice,
    ...told,
    attempt: null,
    worker: null,
    instrument,
    night,
    exposure,
  };
}

function matches(file: UnfinishedFile, { night, exposure, reason, key }: UnfinishedFilter): boolean {
  return (
    (night === undefined || file.night === night) &&
    (exposure === undefined || file.exposure === exposure) &&
    (reason === undefined || file.reason === reason) &&
    (key === undefined || file.notice.key.startsWith(key))
  );
}
