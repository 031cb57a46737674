import { overdueMs } from '@footman/operator';
import { queueBackendFromEnv } from '@footman/queue';
import type { Service } from '@footman/service';
import { type ConsoleConfig, consoleConfig } from './config.js';

/** The console as it is deployed. */
export const consoleService: Service<ConsoleConfig> = {
  name: 'console',
  config: consoleConfig,
  check(env) {
    queueBackendFromEnv(env);
    overdueMs(env);
  },
  async start(config, parts) {
    // Loaded only here: whoever wants to know the settings only can do without the pages.
    const { createConsole } = await import('./create-console.js');
    return createConsole(config, parts);
  },
};
