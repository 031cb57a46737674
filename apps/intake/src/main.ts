import { QueueError, queueBackendFromEnv } from '@footman/queue';
import { ConfigError, createLogger, createMetrics, drainOnSignals, parseConfig } from '@footman/service';
import { intakeConfig } from './config.js';
import { createIntake } from './create-intake.js';

try {
  const config = parseConfig(intakeConfig, process.env);
  const logger = createLogger({ name: 'intake', level: config.LOG_LEVEL });
  const intake = await createIntake(
    {
      secrets: config.NOTIFICATION_SECRET.map((secret) => secret.reveal()),
      datasetRegexp: config.DATASET_REGEXP,
      profile: config.PROFILE,
      queue: queueBackendFromEnv(process.env),
      host: config.HOST,
      port: config.PORT,
      bodyLimit: config.BODY_LIMIT,
    },
    { logger, registry: createMetrics({ defaults: true }) },
  );
  drainOnSignals(() => intake.close(), { log: logger, drainMs: config.DRAIN_MS });
} catch (error) {
  process.stderr.write(`intake: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(error instanceof ConfigError || error instanceof QueueError ? 2 : 1);
}
