import { type Stage, stageOf } from '@footman/ledger';
import { parseObjectPath } from '@footman/obs-lsst';
import type { ObjectNotice } from '@footman/queue';

/** What the ledger hears of a file: where it is now, and what its key tells of its place in the night. */
export function fileStage(
  notice: ObjectNotice,
  state: Stage['state'],
  more: Pick<Stage, 'times' | 'attempt' | 'reason' | 'message'> = {},
): Stage {
  const path = parseObjectPath(notice.bucket, notice.key);
  return stageOf(notice, state, {
    ...(path && { instrument: path.instrument, night: path.day_obs }),
    ...(path?.obs_id && { exposure: path.obs_id }),
    ...more,
  });
}
