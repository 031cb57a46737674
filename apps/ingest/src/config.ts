import { feedFields, outFields } from '@footman/feeds';
import { LANES } from '@footman/queue';
import { commaSeparated, logSettings } from '@footman/service';
import { z } from 'zod';

const milliseconds = (fallback: number) => z.coerce.number().int().min(0).default(fallback);

/** The settings of the ingest worker; S3 and queue read their own variables. */
export const ingestConfig = z
  .object({
    /** Buckets whose queues are worked off, comma separated, each as [profile@]bucket. BUCKET is the peer's name for one. */
    BUCKETS: z.string().optional(),
    BUCKET: z.string().optional(),
    BUTLER_REPO: z.string().min(1),
    /** Which lanes are worked off, comma separated: live work comes from notices, backfill from reconciliation and replays. */
    LANES: z
      .string()
      .default(LANES.join(','))
      .transform(commaSeparated)
      .pipe(z.array(z.enum(LANES)).min(1)),
    /** Files read and written at the same time, of the live lane. */
    CONCURRENCY: z.coerce.number().int().min(1).default(410),
    /** The same for backfill, which stands still while live work is late. */
    BACKFILL_CONCURRENCY: z.coerce.number().int().min(1).default(20),
    /** How long files of an exposure are gathered for one transaction. */
    BATCH_WINDOW_MS: milliseconds(30),
    /** Files in one transaction at most. */
    BATCH_SIZE: z.coerce.number().int().min(1).default(205),
    /** Attempts at a file before it is given up; a bad header is never tried again, an outage never counts. */
    MAX_FAILURES: z.coerce.number().int().min(1).default(3),
    /** A guider whose exposure is unknown looks again after this long at the latest. */
    GUIDER_RETRY_MS: milliseconds(2000),
    /** Seconds after which a guider without exposure is shown as waiting, and looks again only once a minute. It is never dropped. */
    MAX_GUIDER_WAIT: z.coerce.number().min(0).default(300),
    /** Directories of header corrections, with colons between them; the first file found wins over what Rubin has recorded. */
    METADATA_CORRECTIONS_PATH: z.string().optional(),
    /**
     * Who writes the Butler: ours, the site's science pipelines, these with ours computing the same rows beside them, or another service
     * that is only observed.
     */
    INGEST_ENGINE: z.enum(['native', 'stack', 'shadow', 'observe']).default('native'),
    /** Python with the science pipelines, and its arguments. */
    STACK_PYTHON: z.string().trim().min(1).default('python3'),
    /** The pipelines have to be up after this long. */
    STACK_START_TIMEOUT_MS: milliseconds(120_000),
    /** The pipelines have to be done with a batch after this long. */
    STACK_TIMEOUT_MS: milliseconds(300_000),
    ...feedFields,
    ...outFields,
    /** Files in progress may take so long after SIGTERM, within the 30 s that Kubernetes gives by default. */
    DRAIN_MS: milliseconds(25_000),
    HOST: z.string().default('0.0.0.0'),
    PORT: z.coerce.number().int().min(0).max(65535).default(8081),
    ...logSettings,
  })
  .transform(({ BUCKETS, BUCKET, ...rest }) => ({
    ...rest,
    BUCKETS: commaSeparated(BUCKETS ?? BUCKET ?? ''),
  }))
  .refine(({ BUCKETS }) => BUCKETS.length > 0, { path: ['BUCKETS'], message: 'names no bucket' });

export type IngestConfig = z.output<typeof ingestConfig>;

/** What the worker itself goes by, where it differs from the defaults. */
export type IngestSettings = Pick<IngestConfig, 'BUCKETS' | 'BUTLER_REPO'> & Partial<IngestConfig>;

/** The settings with the defaults of those that are left out. */
export function withDefaults(settings: IngestSettings): IngestConfig {
  return { ...DEFAULTS, ...settings };
}

const DEFAULTS = ingestConfig.parse({ BUCKETS: '-', BUTLER_REPO: '-' });
