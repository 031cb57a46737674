import { type IngestedFile, OUT_QUEUES } from '@footman/feeds';
import { LedgerFeed } from '@footman/ledger';
import { ObjectStore } from '@footman/object-store';
import { MessageConsumer, queueBackendFromEnv } from '@footman/queue';
import { clientOptionsFrom, RucioClient } from '@footman/rucio-client';
import { type RunningService, type ServiceParts, upGauge } from '@footman/service';
import { createApp, ServiceModule } from '@footman/service/nestjs';
import { ChecksumReader } from './checksums.js';
import { startAudit } from './audit/start-audit.js';
import type { RegistrarConfig } from './config.js';
import { DatasetWriter } from './dataset-writer.js';
import { Registrar } from './registrar.js';
import { RegistrarMetrics } from './registrar.metrics.js';
import { Trouble } from './trouble.js';

/** Batches of the queue in progress at once, so that files of a dataset meet that came in several. */
const BATCHES = 32;

/** What is left of DRAIN_MS, in milliseconds, to disconnect when files took too long. */
const DISCONNECT_MS = 3000;

/** Starts a registrar. A queue, a store or a Rucio that is away is waited for. */
export async function createRegistrar(
  config: RegistrarConfig,
  { env, log, registry }: ServiceParts,
): Promise<RunningService> {
  const backend = queueBackendFromEnv(env);
  const queueLog = log.child({ part: 'queue' });
  const ledgerLog = log.child({ part: 'ledger' });
  const ledger =
    config.LEDGER_URL &&
    new LedgerFeed(backend, {
      onError: (err) => ledgerLog.warn({ err }, "The ledger doesn't hear of everything now"),
    });
  const options = clientOptionsFrom(env);
  // More patience is the queue's.
  const rucio = new RucioClient({ ...options, attempts: 4 });
  // Whoever asks whether it is there wants to know at once.
  const asked = new RucioClient({ ...options, attempts: 1, timeoutMs: 2000 });
  const objects = new ObjectStore(env, { connections: config.RUCIO_CONCURRENCY });
  const metrics = new RegistrarMetrics(registry);
  const troubles = { rucio: new Trouble('Rucio', log), 'object-store': new Trouble('the object store', log) };
  const registrar = new Registrar(
    {
      checksums: new ChecksumReader(objects, { onBytes: (count) => metrics.bytes.inc(count) }),
      datasets: new DatasetWriter(rucio, config.RUCIO_RSE),
      ledger: ledger ?? { send: () => undefined },
      metrics,
      log,
      troubles,
    },
    config,
  );
  const consumer = new MessageConsumer<IngestedFile>(
    backend,
    OUT_QUEUES.rucio,
    (files, delivery) => registrar.take(files, delivery),
    {
      concurrency: BATCHES,
      drainMs: Math.max(0, config.DRAIN_MS - DISCONNECT_MS),
      onError: (err) => queueLog.warn({ err }, 'Not everything is registered now'),
    },
  );
  const rucioThere = async () => !troubles.rucio.lasts && (await asked.version()) !== '';
  upGauge(registry, 'footman_rucio_up', '1 if Rucio answers, and takes what is registered', rucioThere);
  let endAudit = async () => {};
  const close = async () => {
    await Promise.all([consumer.close(), endAudit()]);
    await registrar.close();
    await ledger?.close();
    rucio.close();
    asked.close();
    objects.close();
  };
  try {
    await Promise.all([ledger?.start(), consumer.start()]);
    endAudit = await startAudit(config, { backend, env, log, registry, rucio, store: objects });
    const readiness = {
      queue: () => consumer.ready(),
      rucio: rucioThere,
      'object-store': async () => !troubles['object-store'].lasts,
    };
    const running = await createApp(ServiceModule.forRoot({ registry, readiness, logger: log }), {
      host: config.HOST,
      port: config.PORT,
      logger: log,
    });
    log.info(
      { url: running.url, rse: config.RUCIO_RSE, scope: config.RUCIO_SCOPE },
      'Waiting for ingested files',
    );
    return {
      url: running.url,
      async close() {
        await close();
        await running.close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
