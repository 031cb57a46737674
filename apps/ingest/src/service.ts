import { checkFeeds, openFeeds } from '@footman/feeds';
import { queueBackendFromEnv } from '@footman/queue';
import type { Service } from '@footman/service';
import { ServiceModule, createApp } from '@footman/service/nestjs';
import { type IngestConfig, ingestConfig } from './config.js';
import { startIngest } from './ingest.js';

/** The ingest worker as it is deployed. */
export const ingestService: Service<IngestConfig> = {
  name: 'ingest',
  config: ingestConfig,
  check: checkFeeds,
  async start(config, { env, log, registry }) {
    const queue = queueBackendFromEnv(env);
    const feeds = openFeeds(config, { backend: queue, log, registry });
    await feeds.start();
    const { ledger, presence } = feeds;
    const ingest = await startIngest(config, {
      queue,
      env,
      log,
      registry,
      // Whoever has ingested a file tells others of it; an observer hasn't.
      feeds: config.INGEST_ENGINE === 'observe' ? { ledger, presence } : feeds,
    }).catch(async (error: unknown) => {
      await feeds.close();
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
        await feeds.close();
        await app.close();
      },
    };
  },
};
