import { exposureKeys } from '@footman/cli/demo';
import type { ObjectNotice, ObjectQueues } from '@footman/queue';
import { createHash } from 'node:crypto';
import { DETECTORS } from './live.js';
import { BUCKET } from './site.js';

/** The observing day of the backfill. */
const BACKFILL_NIGHT = 20251115;

const BULK = 1000;

/** Puts so many objects of whole exposures on the backfill lane, as the reaper does with what was never noticed. */
export async function queueBackfill(
  queues: ObjectQueues,
  { first, count }: { readonly first: number; readonly count: number },
): Promise<void> {
  let bulk: ObjectNotice[] = [];
  let queued = 0;
  for (let seq_num = first; queued < count; seq_num++) {
    for (const key of exposureKeys({ day_obs: BACKFILL_NIGHT, seq_num, detectors: DETECTORS })) {
      if (queued++ < count) bulk.push(notice(key));
    }
    if (bulk.length >= BULK || queued >= count) {
      await queues.add(bulk, { lane: 'backfill' });
      bulk = [];
    }
  }
}

function notice(key: string): ObjectNotice {
  const now = Date.now();
  return {
    bucket: BUCKET,
    key,
    size: 10_000,
    etag: createHash('md5').update(key).digest('hex'),
    versionId: null,
    eventTime: new Date(now).toISOString(),
    receivedAt: now,
  };
}
