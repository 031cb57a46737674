import type { Stage } from '@footman/ledger';
import { parseObjectPath } from '@footman/obs-lsst';
import type { ObjectNotice } from '@footman/queue';
import { hostname } from 'node:os';

const WORKER = `${hostname()}:${process.pid}`;

/** What the ledger hears of a file: where it is now, and what its key tells. */
export function stageOf(
  { bucket, key, etag, size, versionId }: ObjectNotice,
  state: Stage['state'],
  more: Pick<Stage, 'times' | 'attempt' | 'reason' | 'message'> = {},
): Stage {
  const path = parseObjectPath(bucket, key);
  return {
    bucket,
    key,
    etag,
    size,
    versionId,
    ...(path && { instrument: path.instrument, night: path.day_obs }),
    ...(path?.obs_id && { exposure: path.obs_id }),
    state,
    at: Date.now(),
    worker: WORKER,
    ...more,
  };
}

/** The times that a notice brings with it. */
export function noticedTimes({ eventTime, receivedAt }: ObjectNotice): NonNullable<Stage['times']> {
  const event = Date.parse(eventTime);
  return { ...(Number.isFinite(event) && { event }), received: receivedAt };
}
