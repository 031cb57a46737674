import { LedgerFeed } from '@footman/ledger';
import { QueueError, queueBackendFromEnv } from '@footman/queue';
import { ConfigError, createLogger, createMetrics, drainOnSignals, parseConfig } from '@footman/service';
import { intakeConfig } from './config.js';
import { createIntake } from './create-intake.js';

try {
  const config = parseConfig(intakeConfig, process.env);
  const logger = createLogger({ name: 'intake', level: config.LOG_LEVEL });
  const queue = queueBackendFromEnv(process.env);
  const onError = (err: Error) => logger.warn({ err }, "The ledger doesn't hear of everything now");
  const ledger = config.LEDGER_URL && new LedgerFeed(queue, { onError });
  // Something must always listen, so nothing is waited for.
  void ledger?.start();
  const intake = await createIntake(
    {
      secrets: config.NOTIFICATION_SECRET.map((secret) => secret.reveal()),
      datasetRegexp: config.DATASET_REGEXP,
      profile: config.PROFILE,
      queue,
      host: config.HOST,
      port: config.PORT,
      bodyLimit: config.BODY_LIMIT,
    },
    { logger, registry: createMetrics({ defaults: true }), ...(ledger && { ledger }) },
  );
  const close = async () => {
    await intake.close();
    await ledger?.close();
  };
  drainOnSignals(close, { log: logger, drainMs: config.DRAIN_MS });
} catch (error) {
  process.stderr.write(`intake: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(error instanceof ConfigError || error instanceof QueueError ? 2 : 1);
}
