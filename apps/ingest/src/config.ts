import { z } from 'zod';

const milliseconds = (fallback: number) => z.coerce.number().int().min(0).default(fallback);

/** The settings of the ingest worker; S3 and queue read their own variables. */
export const ingestConfig = z
  .object({
    /** Buckets whose queues are worked off, comma separated, each as [profile@]bucket. BUCKET is the peer's name for one. */
    BUCKETS: z.string().optional(),
    BUCKET: z.string().optional(),
    BUTLER_REPO: z.string().min(1),
    /** Files read and written at the same time. */
    CONCURRENCY: z.coerce.number().int().min(1).default(410),
    /** How long files of an exposure are gathered for one transaction. */
    BATCH_WINDOW_MS: milliseconds(30),
    /** Files in one transaction at most. */
    BATCH_SIZE: z.coerce.number().int().min(1).default(205),
    /** A guider whose exposure is unknown looks again after this long at the latest. */
    GUIDER_RETRY_MS: milliseconds(2000),
    /** A file that the Butler or the object store couldn't serve waits this long. */
    INFRASTRUCTURE_RETRY_MS: milliseconds(2000),
    HOST: z.string().default('0.0.0.0'),
    PORT: z.coerce.number().int().min(0).max(65535).default(8081),
    LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']).default('info'),
  })
  .transform(({ BUCKETS, BUCKET, ...rest }) => ({
    ...rest,
    BUCKETS: (BUCKETS ?? BUCKET ?? '')
      .split(',')
      .map((bucket) => bucket.trim())
      .filter(Boolean),
  }))
  .refine(({ BUCKETS }) => BUCKETS.length > 0, { path: ['BUCKETS'], message: 'names no bucket' });

export type IngestConfig = z.output<typeof ingestConfig>;
