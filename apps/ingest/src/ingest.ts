import { ButlerError, type Repository, openRepository } from '@footman/butler-client';
import type { Feeds } from '@footman/feeds';
import type { StageSink } from '@footman/ledger';
import { ObjectStore, s3TextReader } from '@footman/object-store';
import { type ObjectNotice, ObjectQueues, Outage, type QueueBackend } from '@footman/queue';
import { exportQueues } from '@footman/queue/metrics';
import { lazily, type Logger, upGauge } from '@footman/service';
import type { Registry } from 'prom-client';
import { type IngestSettings, withDefaults } from './config.js';
import { openEngine } from './engine.js';
import type { System } from './failure.js';
import { IngestMetrics } from './ingest.metrics.js';
import { type IngestOutcome, IngestService } from './ingest.service.js';
import { watchOutage } from './watch-outage.js';
import { makeWorkers } from './workers.js';

/** What the worker is told besides its settings. */
export interface IngestParts {
  readonly queue: QueueBackend;
  /** S3 endpoints and credentials are taken from here. */
  readonly env: NodeJS.ProcessEnv;
  readonly log: Logger;
  readonly registry: Registry;
  /** Hear of each file; neither started nor closed here. */
  readonly feeds?: Partial<Pick<Feeds, 'ledger' | 'presence' | 'ingested'>>;
  /** The file is in the Butler, now or since before. */
  readonly onIngested?: (notice: ObjectNotice, file: IngestOutcome) => void;
  /** The file will not be tried again. */
  readonly onGivenUp?: (notice: ObjectNotice, error: Error) => void;
}

/** A running ingest worker. */
export interface RunningIngest {
  /** What has to be there for the worker to do its work, each with its bounded check. */
  readonly readiness: Readonly<Record<string, () => Promise<boolean>>>;
  /** Opens the repository if it isn't open yet. */
  repository(): Promise<Repository>;
  /** Takes no new files, finishes those that have begun within DRAIN_MS or gives them back, then disconnects. */
  close(): Promise<void>;
}

const NO_LEDGER: StageSink = { send: () => undefined };

/**
 * Starts to work off the queues of the buckets.
 *
 * @throws ButlerError when the repository isn't there or must not be written to; a database that is merely away is waited for.
 */
export async function startIngest(settings: IngestSettings, parts: IngestParts): Promise<RunningIngest> {
  const { log } = parts;
  const config = withDefaults(settings);
  const store = new ObjectStore(parts.env);
  // The pipelines write for themselves; what they write, we only look at.
  const writeable = config.INGEST_ENGINE === 'native';
  const found = { env: parts.env, readText: s3TextReader(parts.env) };
  const repository = lazily(() => openRepository(config.BUTLER_REPO, { ...found, writeable }));
  await repository.get().catch((error: unknown) => {
    if (!(error instanceof ButlerError) || !error.transient) throw error;
    log.warn({ err: error }, 'The Butler is away; ingest begins when it is back');
  });

  const metrics = new IngestMetrics(parts.registry);
  const engine = openEngine(config, repository.get, { env: parts.env, log, metrics });
  const queueLog = log.child({ part: 'queue' });
  const queues = new ObjectQueues(parts.queue, {
    onError: (err) => queueLog.warn({ err }, 'The queue is away'),
  });
  const maxGuiderWaitMs = 1000 * config.MAX_GUIDER_WAIT;
  exportQueues(parts.registry, queues, { buckets: config.BUCKETS, maxGuiderWaitMs });
  const service = new IngestService(
    {
      store,
      engine: engine.get,
      metrics,
      log,
      ledger: parts.feeds?.ledger ?? NO_LEDGER,
      // In whichever process and lane they wait.
      wake: (wakeKey) => Promise.all(config.BUCKETS.map((bucket) => queues.wake(bucket, wakeKey))),
    },
    {
      batchWindowMs: config.BATCH_WINDOW_MS,
      batchSize: config.BATCH_SIZE,
      guiderRetryMs: config.GUIDER_RETRY_MS,
      maxGuiderWaitMs,
    },
  );
  const outage = new Outage();
  watchOutage(outage, metrics, log);
  const there = (system: System) => !outage.systems().includes(system);
  // It may answer and yet take nothing: a disk is full, a replica has taken over.
  const butler = async () => there('butler') && (await (await repository.get()).instruments()).length > 0;
  upGauge(parts.registry, 'footman_butler_up', '1 if the Butler answers, and takes what is written', butler);
  const workers = makeWorkers(config, service, outage, metrics, parts);
  engine.warmUp();
  await Promise.all([queues.start(), ...workers.map((worker) => worker.start())]);
  log.info(
    { buckets: config.BUCKETS, lanes: config.LANES, repository: config.BUTLER_REPO },
    `Waiting on ${config.BUCKETS.join(', ')}`,
  );

  return {
    readiness: {
      queue: async () => (await Promise.all(workers.map((worker) => worker.ready()))).every(Boolean),
      butler,
      'object-store': async () => there('object-store'),
      ...engine.readiness,
    },
    repository: repository.get,
    async close() {
      await Promise.all(workers.map((worker) => worker.close()));
      await service.close();
      await engine.close();
      await repository.close();
      await queues.close();
      store.close();
    },
  };
}
