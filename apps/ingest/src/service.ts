import { EmbargoStats, checkStats } from '@footman/embargo-stats';
import { LedgerFeed, tellAll } from '@footman/ledger';
import { PresenceFeed, queueBackendFromEnv } from '@footman/queue';
import type { Service } from '@footman/service';
import { ServiceModule, createApp } from '@footman/service/nestjs';
import { type IngestConfig, ingestConfig } from './config.js';
import { startIngest } from './ingest.js';

/** The ingest worker as it is deployed. */
export const ingestService: Service<IngestConfig> = {
  name: 'ingest',
  config: ingestConfig,
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
    const closeFeeds = () => Promise.all([ledger?.close(), stats?.close(), presence?.close()]);
    await Promise.all([ledger?.start(), presence?.start()]);
    const ingest = await startIngest(config, {
      queue,
      env,
      log,
      registry,
      ledger: tellAll(ledger, stats),
      ...(presence && { presence }),
    }).catch(async (error: unknown) => {
      await closeFeeds();
      throw error;
    });
    const app = await createApp(
      ServiceModule.forRoot({ registry, readiness: ingest.readiness, logger: log }),
      { host: config.HOST, port: config.PORT, logger: log },
    );
    return {
      url: app.url,
      async close() {
        await ingest.close();
        await closeFeeds();
        await app.close();
      },
    };
  },
};
