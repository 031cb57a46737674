import { queueBackendFromEnv } from '@footman/queue';
import { ConfigError, createLogger, createMetrics, parseConfig } from '@footman/service';
import { ServiceModule, createApp } from '@footman/service/nestjs';
import { ingestConfig } from './config.js';
import { startIngest } from './ingest.js';

try {
  const config = parseConfig(ingestConfig, process.env);
  const log = createLogger({ name: 'ingest', level: config.LOG_LEVEL });
  const registry = createMetrics({ defaults: true });
  const ingest = await startIngest(config, {
    queue: queueBackendFromEnv(process.env),
    env: process.env,
    log,
    registry,
  });
  const app = await createApp(ServiceModule.forRoot({ registry, readiness: ingest.readiness }), {
    host: config.HOST,
    port: config.PORT,
    logger: log,
  });
  const stop = async () => {
    await ingest.close();
    await app.close();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop());
} catch (error) {
  process.stderr.write(`ingest: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(error instanceof ConfigError ? 2 : 1);
}
