import { LedgerFeed } from '@footman/ledger';
import { QueueError, queueBackendFromEnv } from '@footman/queue';
import { ConfigError, createLogger, createMetrics, drainOnSignals, parseConfig } from '@footman/service';
import { ServiceModule, createApp } from '@footman/service/nestjs';
import { ingestConfig } from './config.js';
import { startIngest } from './ingest.js';

try {
  const config = parseConfig(ingestConfig, process.env);
  const log = createLogger({ name: 'ingest', level: config.LOG_LEVEL });
  const registry = createMetrics({ defaults: true });
  const queue = queueBackendFromEnv(process.env);
  const onError = (err: Error) => log.warn({ err }, "The ledger doesn't hear of everything now");
  const ledger = config.LEDGER_URL && new LedgerFeed(queue, { onError });
  await ledger?.start();
  const ingest = await startIngest(config, {
    queue,
    env: process.env,
    log,
    registry,
    ...(ledger && { ledger }),
  });
  const app = await createApp(ServiceModule.forRoot({ registry, readiness: ingest.readiness, logger: log }), {
    host: config.HOST,
    port: config.PORT,
    logger: log,
  });
  const close = async () => {
    await ingest.close();
    await ledger?.close();
    await app.close();
  };
  drainOnSignals(close, { log, drainMs: config.DRAIN_MS });
} catch (error) {
  process.stderr.write(`ingest: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(error instanceof ConfigError || error instanceof QueueError ? 2 : 1);
}
