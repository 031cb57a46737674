import { queueBackendFromEnv } from '@footman/queue';
import { ConfigError } from '@footman/service';

/**
 * Makes sure that the environment says where the queue is, and that this is a Redis where COMPAT_REDIS_STATS=1.
 *
 * @throws QueueError, ConfigError
 */
export function checkStats(env: NodeJS.ProcessEnv): void {
  const { kind } = queueBackendFromEnv(env);
  if (env['COMPAT_REDIS_STATS'] === '1' && kind !== 'redis')
    throw new ConfigError([{ variable: 'COMPAT_REDIS_STATS', rule: 'needs the queue on Redis' }]);
}
