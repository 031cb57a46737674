import { LedgerFeed } from '@footman/ledger';
import { queueBackendFromEnv } from '@footman/queue';
import type { Service } from '@footman/service';
import { ServiceModule, createApp } from '@footman/service/nestjs';
import { type IngestConfig, ingestConfig } from './config.js';
import { startIngest } from './ingest.js';

/** The ingest worker as it is deployed. */
export const ingestService: Service<IngestConfig> = {
  name: 'ingest',
  config: ingestConfig,
  check: queueBackendFromEnv,
  async start(config, { env, log, registry }) {
    const queue = queueBackendFromEnv(env);
    const ledgerLog = log.child({ part: 'ledger' });
    const onError = (err: Error) => ledgerLog.warn({ err }, "The ledger doesn't hear of everything now");
    const ledger = config.LEDGER_URL && new LedgerFeed(queue, { onError });
    await ledger?.start();
    const ingest = await startIngest(config, { queue, env, log, registry, ...(ledger && { ledger }) }).catch(
      async (error: unknown) => {
        await ledger?.close();
        throw error;
      },
    );
    const app = await createApp(
      ServiceModule.forRoot({ registry, readiness: ingest.readiness, logger: log }),
      { host: config.HOST, port: config.PORT, logger: log },
    );
    return {
      url: app.url,
      async close() {
        await ingest.close();
        await ledger?.close();
        await app.close();
      },
    };
  },
};
