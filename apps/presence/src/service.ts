import { presenceRedis, queueBackendFromEnv } from '@footman/queue';
import type { Service } from '@footman/service';
import { type PresenceConfig, presenceConfig } from './config.js';

/** The presence service as it is deployed. */
export const presenceService: Service<PresenceConfig> = {
  name: 'presence',
  config: presenceConfig,
  check: (env) => void presenceRedis(queueBackendFromEnv(env)),
  async start(config, parts) {
    // Loaded only here: whoever wants to know the settings only can do without the rest.
    const { createPresence } = await import('./create-presence.js');
    return createPresence(config, parts);
  },
};
