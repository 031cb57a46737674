import { OperatorError } from '../errors.js';

/** From when on a parked guider counts as overdue: MAX_GUIDER_WAIT, in seconds as for the services. @throws OperatorError */
export function overdueMs(env: NodeJS.ProcessEnv): number {
  const seconds = Number(env['MAX_GUIDER_WAIT']?.trim() || 300);
  if (!(seconds >= 0))
    throw new OperatorError('MAX_GUIDER_WAIT has to be a number of seconds', 'operator.setting');
  return seconds * 1000;
}
