import { UsageError } from '../errors.js';

/** From when on a parked guider counts as overdue: MAX_GUIDER_WAIT, in seconds as for the services. @throws UsageError */
export function overdueMs(env: NodeJS.ProcessEnv): number {
  const seconds = Number(env['MAX_GUIDER_WAIT']?.trim() || 300);
  if (!(seconds >= 0)) throw new UsageError('MAX_GUIDER_WAIT has to be a number of seconds');
  return seconds * 1000;
}
