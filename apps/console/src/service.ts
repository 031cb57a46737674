import { overdueMs } from '@footman/operator';
import { queueBackendFromEnv } from '@footman/queue';
import type { Service } from '@footman/service';
import { type ConsoleConfig, consoleConfig } from './config.js';
import { createConsole } from './create-console.js';

/** The console as it is deployed. */
export const consoleService: Service<ConsoleConfig> = {
  name: 'console',
  config: consoleConfig,
  check(env) {
    queueBackendFromEnv(env);
    overdueMs(env);
  },
  start: createConsole,
};
