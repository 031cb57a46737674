import { queueBackendFromEnv } from '@footman/queue';
import { ConfigError, createLogger, createMetrics, drainOnSignals, parseConfig } from '@footman/service';
import { ServiceModule, createApp } from '@footman/service/nestjs';
import { reaperConfig } from './config.js';
import { startReaper } from './reaper.js';

try {
  const config = parseConfig(reaperConfig, process.env);
  const log = createLogger({ name: 'reaper', level: config.LOG_LEVEL });
  const registry = createMetrics({ defaults: true });
  const reaper = await startReaper(config, {
    queue: queueBackendFromEnv(process.env),
    env: process.env,
    log,
    registry,
  });
  const app = await createApp(ServiceModule.forRoot({ registry, readiness: reaper.readiness, logger: log }), {
    host: config.HOST,
    port: config.PORT,
    logger: log,
  });
  log.info({ url: app.url }, 'Listening for probes');
  const close = async () => {
    await reaper.close();
    await app.close();
  };
  drainOnSignals(close, { log, drainMs: config.DRAIN_MS });
} catch (error) {
  process.stderr.write(`reaper: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(error instanceof ConfigError ? 2 : 1);
}
