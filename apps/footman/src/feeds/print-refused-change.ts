import {
  describeRefusedChange,
  forgetRefused,
  type RefusedChangeOptions,
  retryRefused,
  Site,
} from '@footman/operator';
import { jsonLine } from '../json-line.js';
import type { ChangeFlags } from '../operator/change-flags.js';
import { Progress } from '../operator/progress.js';

/** What is done with refused messages. */
const CHANGES = { retry: retryRefused, forget: forgetRefused };

/** So many messages a dry run names. */
const NAMED = 20;

/** Makes a change at the site that the environment names, and prints what was done. */
export async function printRefusedChange(
  change: keyof typeof CHANGES,
  { json = false, ...flags }: ChangeFlags & Pick<RefusedChangeOptions, 'filter'>,
): Promise<void> {
  const progress = new Progress();
  const options = { ...flags, limit: NAMED, onProgress: (done: number) => progress.say(`${done} messages`) };
  try {
    const done = await Site.with(process.env, (site) => CHANGES[change](site, options));
    progress.clear();
    process.stdout.write(json ? jsonLine(done) : `${describeRefusedChange(done).join('\n')}\n`);
  } finally {
    progress.clear();
  }
}
