import type { Repository } from '@footman/butler-client';
import { parseObjectPath } from '@footman/obs-lsst';
import type { ObjectQueues, ParkedObject } from '@footman/queue';

/** What is parked in a bucket, and what was woken of it. */
export interface ParkedCount {
  readonly parked: number;
  /** Those that have waited for longer than they should. They go on waiting. */
  readonly overdue: number;
  /** Since when the first of them waits, in milliseconds since the epoch; null if none does. */
  readonly oldestAt: number | null;
  /** Jobs that go on now, because the Butler knows their exposure. */
  readonly woken: number;
}

/** What the ingest worker's jobs wait for. */
const EXPOSURE = /^exposure (.+)$/;

/**
 * Wakes the guiders whose exposure the Butler has: the worker that wrote it does so at once, unless it dies right then, or somebody
 * else wrote it.
 */
export async function wakeParked(
  bucket: string,
  queues: Pick<ObjectQueues, 'parked' | 'wake'>,
  repository: Pick<Repository, 'exposureIds'>,
  { overdueMs }: { readonly overdueMs: number },
): Promise<ParkedCount> {
  const parked = await queues.parked(bucket);
  const since = Date.now() - overdueMs;
  let woken = 0;
  for (const [instrument, obsIds] of waitedFor(parked)) {
    for (const obsId of (await repository.exposureIds(instrument, [...obsIds])).keys())
      woken += await queues.wake(bucket, `exposure ${obsId}`);
  }
  return {
    parked: parked.length,
    overdue: parked.filter((each) => each.since < since).length,
    oldestAt: parked.length > 0 ? Math.min(...parked.map((each) => each.since)) : null,
    woken,
  };
}

/** The exposures that are waited for, by instrument. */
function waitedFor(parked: readonly ParkedObject[]): ReadonlyMap<string, ReadonlySet<string>> {
  const byInstrument = new Map<string, Set<string>>();
  for (const { notice, wakeKey } of parked) {
    const [, obsId] = EXPOSURE.exec(wakeKey) ?? [];
    const instrument = parseObjectPath(notice.bucket, notice.key)?.instrument;
    if (obsId && instrument)
      byInstrument.set(instrument, (byInstrument.get(instrument) ?? new Set()).add(obsId));
  }
  return byInstrument;
}
