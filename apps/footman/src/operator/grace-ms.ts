import { UsageError } from '../errors.js';

/** What was written less long ago isn't counted, as the reaper has it. */
export function graceMs({ GRACE_MS = '30000' }: NodeJS.ProcessEnv): number {
  if (!/^\d+$/.test(GRACE_MS)) throw new UsageError('GRACE_MS has to be a number of milliseconds');
  return Number(GRACE_MS);
}
