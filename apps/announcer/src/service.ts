import { queueBackendFromEnv } from '@footman/queue';
import type { Service } from '@footman/service';
import { type AnnouncerConfig, announcerConfig } from './config.js';

/** The announcer as it is deployed. */
export const announcerService: Service<AnnouncerConfig> = {
  name: 'announcer',
  config: announcerConfig,
  check: queueBackendFromEnv,
  async start(config, parts) {
    // Loaded only here: whoever wants to know the settings only can do without the rest.
    const { createAnnouncer } = await import('./create-announcer.js');
    return createAnnouncer(config, parts);
  },
};
