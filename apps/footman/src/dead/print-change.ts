import {
  type DeadChangeOptions,
  describeChange,
  forgetDead,
  overdueMs,
  replayDead,
  Site,
} from '@footman/operator';
import { jsonLine } from '../json-line.js';
import type { ChangeFlags } from '../operator/change-flags.js';
import { Progress } from '../operator/progress.js';

/** What is done with files that wait for a person. */
const CHANGES = { replay: replayDead, forget: forgetDead };

/** So many files a dry run names. */
const NAMED = 20;

/** Makes a change at the site that the environment names, and prints what was done. */
export async function printChange(
  change: keyof typeof CHANGES,
  { json = false, ...flags }: ChangeFlags & Pick<DeadChangeOptions, 'filter'>,
): Promise<void> {
  const progress = new Progress();
  const options = {
    ...flags,
    overdueMs: overdueMs(process.env),
    limit: NAMED,
    onProgress: (bucket: string, done: number) => progress.say(`${bucket}: ${done} files`),
  };
  try {
    const done = await Site.with(process.env, (site) => CHANGES[change](site, options));
    progress.clear();
    process.stdout.write(json ? jsonLine(done) : `${describeChange(done).join('\n')}\n`);
  } finally {
    progress.clear();
  }
}
