import { queueBackendFromEnv } from '@footman/queue';
import type { Service } from '@footman/service';
import { ServiceModule, createApp } from '@footman/service/nestjs';
import { type ReaperConfig, reaperConfig } from './config.js';
import { startReaper } from './reaper.js';

/** The reaper as it is deployed. */
export const reaperService: Service<ReaperConfig> = {
  name: 'reaper',
  config: reaperConfig,
  check: queueBackendFromEnv,
  async start(config, { env, log, registry }) {
    const reaper = await startReaper(config, { queue: queueBackendFromEnv(env), env, log, registry });
    const app = await createApp(
      ServiceModule.forRoot({ registry, readiness: reaper.readiness, logger: log }),
      { host: config.HOST, port: config.PORT, logger: log },
    );
    log.info({ url: app.url }, 'Listening for probes');
    return {
      url: app.url,
      async close() {
        await reaper.close();
        await app.close();
      },
    };
  },
};
