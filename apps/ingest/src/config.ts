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
    /** Directories of header corrections, with colons between them; the first file found wins over what Rubin has recorded. */
    METADATA_CORRECTIONS_PATH: z.string().optional(),
    /** Who writes the Butler: ours, the site's science pipelines, or these with ours computing the same rows beside them. */
    INGEST_ENGINE: z.enum(['native', 'stack', 'shadow']).default('native'),
    /** Python with the science pipelines, and its arguments. */
    STACK_PYTHON: z.string().trim().min(1).default('python3'),
    /** The pipelines have to be up after this long. */
    STACK_START_TIMEOUT_MS: milliseconds(120_000),
    /** The pipelines have to be done with a batch after this long. */
    STACK_TIMEOUT_MS: milliseconds(300_000),
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

/** What the worker itself goes by; the rest is for the process around it. Without engine settings, ours writes. */
export type IngestSettings = Omit<
  IngestConfig,
  'HOST' | 'PORT' | 'LOG_LEVEL' | 'INGEST_ENGINE' | StackSetting
> &
  Partial<Pick<IngestConfig, 'INGEST_ENGINE' | StackSetting>>;

type StackSetting = 'STACK_PYTHON' | 'STACK_START_TIMEOUT_MS' | 'STACK_TIMEOUT_MS';
