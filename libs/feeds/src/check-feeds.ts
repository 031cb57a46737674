import { checkStats } from '@footman/embargo-stats';
import { queueBackendFromEnv } from '@footman/queue';
import { ConfigError } from '@footman/service';

/**
 * Makes sure that the environment says where the queue is, and that this is a Redis where a feed needs one.
 *
 * @throws QueueError, ConfigError
 */
export function checkFeeds(env: NodeJS.ProcessEnv): void {
  checkStats(env);
  if (env['PRESENCE'] === '1' && queueBackendFromEnv(env).kind !== 'redis')
    throw new ConfigError([{ variable: 'PRESENCE', rule: 'needs the queue on Redis' }]);
}
