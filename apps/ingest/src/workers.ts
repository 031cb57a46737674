import { ObjectWorker, type Lane, type Outage } from '@footman/queue';
import type { IngestConfig } from './config.js';
import type { IngestMetrics } from './ingest.metrics.js';
import type { IngestParts } from './ingest.js';
import type { IngestedFile, IngestService } from './ingest.service.js';

/** What is left of DRAIN_MS, in milliseconds, to disconnect when files took too long. */
const DISCONNECT_MS = 3000;

/** Makes the workers of a process, one for each bucket and lane; they pause together when a system is away. */
export function makeWorkers(
  config: IngestConfig,
  service: IngestService,
  outage: Outage,
  metrics: IngestMetrics,
  { queue, log, presence, onIngested, onGivenUp }: IngestParts,
): ObjectWorker<IngestedFile>[] {
  const queueLog = log.child({ part: 'queue' });
  const make = (bucket: string, lane: Lane) =>
    new ObjectWorker<IngestedFile>(
      queue,
      bucket,
      async (notice, context) => {
        metrics.inProgress.inc({ bucket, lane });
        try {
          const file = await service.handle(notice, context);
          const { key, size, receivedAt: arrivedAt } = notice;
          presence?.send({ bucket: notice.bucket, key, size, arrivedAt, ingestedAt: Date.now() });
          onIngested?.(notice, file);
          return file;
        } finally {
          metrics.inProgress.dec({ bucket, lane });
        }
      },
      {
        lane,
        concurrency: lane === 'live' ? config.CONCURRENCY : config.BACKFILL_CONCURRENCY,
        maxAttempts: config.MAX_FAILURES,
        outage,
        drainMs: Math.max(0, config.DRAIN_MS - DISCONNECT_MS),
        onFailed: (notice, error, final) => {
          service.failed(notice, error, final);
          if (final) onGivenUp?.(notice, error);
        },
        onStalled: (id) => queueLog.warn({ id, bucket, lane }, 'A job of a lost worker is taken up again'),
        onError: (error) => queueLog.warn({ err: error }, 'The queue is away'),
      },
    );
  return config.BUCKETS.flatMap((bucket) => config.LANES.map((lane) => make(bucket, lane)));
}
