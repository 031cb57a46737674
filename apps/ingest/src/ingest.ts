import { ButlerError, type Repository, openRepository } from '@footman/butler-client';
import { ObjectStore, s3TextReader } from '@footman/object-store';
import { type ObjectNotice, ObjectWorker, PermanentError, type QueueBackend } from '@footman/queue';
import type { Logger } from '@footman/service';
import type { Registry } from 'prom-client';
import type { IngestSettings } from './config.js';
import { openEngine } from './engine.js';
import { IngestMetrics } from './ingest.metrics.js';
import { type IngestedFile, IngestService } from './ingest.service.js';

/** What the worker is told besides its settings. */
export interface IngestParts {
  readonly queue: QueueBackend;
  /** S3 endpoints and credentials are taken from here. */
  readonly env: NodeJS.ProcessEnv;
  readonly log: Logger;
  readonly registry: Registry;
  /** The file is in the Butler, now or since before. */
  readonly onIngested?: (notice: ObjectNotice, file: IngestedFile) => void;
  /** The file will not be tried again. */
  readonly onGivenUp?: (notice: ObjectNotice, error: Error) => void;
}

/** A running ingest worker. */
export interface RunningIngest {
  /** What has to be there for the worker to do its work, each with its bounded check. */
  readonly readiness: Readonly<Record<string, () => Promise<boolean>>>;
  /** Opens the repository if it isn't open yet. */
  repository(): Promise<Repository>;
  /** Finishes what has begun, then disconnects. */
  close(): Promise<void>;
}

/**
 * Starts to work off the queues of the buckets.
 *
 * @throws ButlerError when the repository isn't there or must not be written to; a database that is merely away is waited for.
 */
export async function startIngest(config: IngestSettings, parts: IngestParts): Promise<RunningIngest> {
  const { log } = parts;
  const store = new ObjectStore(parts.env);
  // The pipelines write for themselves; what they write, we only look at.
  const writeable = (config.INGEST_ENGINE ?? 'native') === 'native';
  const found = { env: parts.env, readText: s3TextReader(parts.env) };
  const repository = lazily(() => openRepository(config.BUTLER_REPO, { ...found, writeable }));
  await repository.get().catch((error: unknown) => {
    if (!(error instanceof ButlerError) || !error.transient) throw error;
    log.warn({ err: error }, 'The Butler is away; ingest begins when it is back');
  });

  const metrics = new IngestMetrics(parts.registry);
  const engine = openEngine(config, repository.get, { env: parts.env, log, metrics });
  const workers: ObjectWorker<IngestedFile>[] = [];
  const service = new IngestService(
    store,
    engine.get,
    metrics,
    log,
    {
      batchWindowMs: config.BATCH_WINDOW_MS,
      batchSize: config.BATCH_SIZE,
      guiderRetryMs: config.GUIDER_RETRY_MS,
      infrastructureRetryMs: config.INFRASTRUCTURE_RETRY_MS,
    },
    (wakeKey) => Promise.all(workers.map((worker) => worker.wake(wakeKey))),
  );
  for (const bucket of config.BUCKETS) {
    workers.push(
      new ObjectWorker<IngestedFile>(
        parts.queue,
        bucket,
        async (notice, context) => {
          const file = await service.handle(notice, context);
          parts.onIngested?.(notice, file);
          return file;
        },
        {
          concurrency: config.CONCURRENCY,
          onFailed: (notice, error, final) => {
            const path = `${notice.bucket}/${notice.key}`;
            if (!final) {
              log.warn({ err: error, bucket: notice.bucket, key: notice.key }, `Marking for retry ${path}`);
              return;
            }
            metrics.givenUp(notice);
            // A refusal has had its line when it was made.
            if (!(error instanceof PermanentError)) {
              log.error({ err: error, bucket: notice.bucket, key: notice.key }, `Giving up on ${path}`);
            }
            parts.onGivenUp?.(notice, error);
          },
          onStalled: (id) => log.warn({ id }, 'A job of a lost worker is taken up again'),
          onError: (error) => log.warn({ err: error }, 'The queue is away'),
        },
      ),
    );
  }
  engine.warmUp();
  await Promise.all(workers.map((worker) => worker.start()));
  log.info(
    { buckets: config.BUCKETS, repository: config.BUTLER_REPO },
    `Waiting on ${config.BUCKETS.join(', ')}`,
  );

  return {
    readiness: {
      queue: async () => (await Promise.all(workers.map((worker) => worker.ready()))).every(Boolean),
      butler: async () => (await (await repository.get()).instruments()).length > 0,
      ...engine.readiness,
    },
    repository: repository.get,
    async close() {
      await Promise.all(workers.map((worker) => worker.close()));
      await service.close();
      await engine.close();
      await repository.close();
      store.close();
    },
  };
}

/** A repository that is opened when first needed, and tried again when that failed. */
function lazily(open: () => Promise<Repository>): { get(): Promise<Repository>; close(): Promise<void> } {
  let opening: Promise<Repository> | undefined;
  return {
    get: () => {
      opening ??= open().catch((error: unknown) => {
        opening = undefined;
        throw error;
      });
      return opening;
    },
    close: async () => {
      await (await opening?.catch(() => undefined))?.close();
    },
  };
}
