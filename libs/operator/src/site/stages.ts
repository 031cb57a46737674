import type { Stage } from '@footman/ledger';
import { parseObjectPath } from '@footman/obs-lsst';
import type { ObjectNotice } from '@footman/queue';
import type { ChangeOptions } from './change-options.js';

/** The step of an object that an operator had queued again. */
export function replayedStage(notice: ObjectNotice, options: Pick<ChangeOptions, 'who' | 'why'>): Stage {
  return { ...stageOf(notice, options), state: 'queued', reason: 'replayed' };
}

/** The step of an object that an operator decided never to ingest. */
export function forgottenStage(notice: ObjectNotice, options: Pick<ChangeOptions, 'who' | 'why'>): Stage {
  return { ...stageOf(notice, options), state: 'ignored', reason: 'forgotten' };
}

function stageOf(
  { bucket, key, etag, size, versionId, eventTime }: ObjectNotice,
  { who, why }: Pick<ChangeOptions, 'who' | 'why'>,
): Omit<Stage, 'state'> {
  const path = parseObjectPath(bucket, key);
  const event = Date.parse(eventTime);
  return {
    bucket,
    key,
    etag,
    size,
    versionId,
    at: Date.now(),
    times: Number.isNaN(event) ? {} : { event },
    ...(path && { instrument: path.instrument, night: path.day_obs, exposure: path.obs_id ?? undefined }),
    message: why ? `by ${who}: ${why}` : `by ${who}`,
  };
}
