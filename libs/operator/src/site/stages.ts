import type { Stage } from '@footman/ledger';
import { placeInNight } from '@footman/obs-lsst';
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
  const event = Date.parse(eventTime);
  return {
    bucket,
    key,
    etag,
    size,
    versionId,
    at: Date.now(),
    times: Number.isNaN(event) ? {} : { event },
    ...placeInNight(bucket, key),
    message: why ? `by ${who}: ${why}` : `by ${who}`,
  };
}
