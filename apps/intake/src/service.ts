import { EmbargoStats, checkStats } from '@footman/embargo-stats';
import { LedgerFeed, tellAll } from '@footman/ledger';
import { PresenceFeed, queueBackendFromEnv } from '@footman/queue';
import type { Service } from '@footman/service';
import { type IntakeConfig, intakeConfig } from './config.js';
import { createIntake } from './create-intake.js';
import { kafkaSettings } from './kafka/kafka-settings.js';

/** The intake as it is deployed. */
export const intakeService: Service<IntakeConfig> = {
  name: 'intake',
  config: intakeConfig,
  check: checkStats,
  async start(config, { env, log, registry }) {
    const queue = queueBackendFromEnv(env);
    const statsLog = log.child({ part: 'stats' });
    const ledgerLog = log.child({ part: 'ledger' });
    const onError = (err: Error) => ledgerLog.warn({ err }, "The ledger doesn't hear of everything now");
    const ledger = config.LEDGER_URL && new LedgerFeed(queue, { onError });
    const stats =
      config.COMPAT_REDIS_STATS === '1' && queue.kind === 'redis'
        ? new EmbargoStats(queue.url, {
            onError: (err) => statsLog.warn({ err }, "embargo-butler's statistics are behind"),
          })
        : undefined;
    const presenceLog = log.child({ part: 'presence' });
    const presence =
      config.PRESENCE === '1'
        ? new PresenceFeed(queue, {
            onError: (err) => presenceLog.warn({ err }, "Presence doesn't hear of everything now"),
          })
        : undefined;
    // Something must always listen, so nothing is waited for.
    void ledger?.start();
    void presence?.start();
    const kafka = kafkaSettings(config);
    const intake = await createIntake(
      {
        secrets: (config.NOTIFICATION_SECRET ?? []).map((secret) => secret.reveal()),
        datasetRegexp: config.DATASET_REGEXP,
        profile: config.PROFILE,
        queue,
        host: config.HOST,
        port: config.PORT,
        bodyLimit: config.BODY_LIMIT,
        ...(kafka && { kafka }),
      },
      { logger: log, registry, ledger: tellAll(ledger, stats), ...(presence && { presence }) },
    );
    return {
      url: intake.url,
      async close() {
        await intake.close();
        await Promise.all([ledger?.close(), stats?.close(), presence?.close()]);
      },
    };
  },
};
