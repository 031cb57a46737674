import { ObjectWorker, type JobContext, type Lane, type ObjectNotice, type Outage } from '@footman/queue';
import type { IngestConfig } from './config.js';
import type { IngestMetrics } from './ingest.metrics.js';
import type { IngestParts } from './ingest.js';
import { ingestedFile } from './ingested-file.js';
import type { IngestOutcome, IngestService } from './ingest.service.js';

/** What is left of DRAIN_MS, in milliseconds, to disconnect when files took too long. */
const DISCONNECT_MS = 3000;

/** Makes the workers of a process, one for each bucket and lane; they pause together when a system is away. */
export function makeWorkers(
  config: IngestConfig,
  service: IngestService,
  outage: Outage,
  metrics: IngestMetrics,
  { queue, log, feeds, onIngested, onGivenUp }: IngestParts,
): ObjectWorker<Pick<IngestOutcome, 'status'>>[] {
  const queueLog = log.child({ part: 'queue' });
  const make = (bucket: string, lane: Lane) =>
    new ObjectWorker(
      queue,
      bucket,
      async (notice, context) => {
        metrics.inProgress.inc({ bucket, lane });
        try {
          const outcome = await service.handle(notice, context);
          await tell(notice, outcome, context, feeds);
          onIngested?.(notice, outcome);
          return { status: outcome.status };
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

/**
 * Before the file's job completes: a worker that dies now leaves it to another, which finds the file in the Butler at a later start, and
 * tells of it. A second notice's job finds it there at its first.
 */
async function tell(
  notice: ObjectNotice,
  outcome: IngestOutcome,
  { start }: JobContext,
  feeds: IngestParts['feeds'],
): Promise<void> {
  const { bucket, key, size, receivedAt: arrivedAt } = notice;
  feeds?.presence?.send({ bucket, key, size, arrivedAt, ingestedAt: outcome.at });
  if (outcome.status === 'ingested' || start > 1) await feeds?.ingested?.(ingestedFile(notice, outcome));
}
