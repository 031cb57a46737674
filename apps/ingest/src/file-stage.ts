import { type Stage, stageOf } from '@footman/ledger';
import { placeInNight } from '@footman/obs-lsst';
import type { ObjectNotice } from '@footman/queue';

/** What the ledger hears of a file: where it is now, and what its key tells of its place in the night. */
export function fileStage(
  notice: ObjectNotice,
  state: Stage['state'],
  more: Pick<Stage, 'times' | 'attempt' | 'reason' | 'message'> = {},
): Stage {
  return stageOf(notice, state, { ...placeInNight(notice.bucket, notice.key), ...more });
}
