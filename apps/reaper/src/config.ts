import { commaSeparated, logSettings, regularExpression, secret } from '@footman/service';
import { z } from 'zod';

const milliseconds = (fallback: number) => z.coerce.number().int().min(1).default(fallback);
const days = (fallback: number) => z.coerce.number().int().min(1).default(fallback);

/** The settings of the reaper; S3 and queue read their own variables. */
export const reaperConfig = z
  .object({
    /** Buckets that are looked after, comma separated, each as [profile@]bucket. BUCKET is the peer's name for one. */
    BUCKETS: z.string().optional(),
    BUCKET: z.string().optional(),
    BUTLER_REPO: z.string().min(1),
    /** The ledger's PostgreSQL. Without one everything else works, and causes are told less exactly. */
    LEDGER_URL: secret().optional(),
    /** Objects are datasets if this is found in [profile@]bucket/key; the same as the intake's. */
    DATASET_REGEXP: regularExpression().prefault('fits$'),
    /** How often tonight's objects are compared with the Butler. */
    TONIGHT_MS: milliseconds(60_000),
    /** How often those of the last nights are, and how often the ledger is told what it doesn't know. */
    WEEK_MS: milliseconds(3_600_000),
    /** How many nights before tonight. */
    WEEK_NIGHTS: days(7),
    /** What was written less long ago isn't compared yet: its notice may be under way. */
    GRACE_MS: z.coerce.number().int().min(0).default(30_000),
    /** How often parked guiders and failed jobs are looked at. */
    CHORES_MS: milliseconds(30_000),
    /** Guiders that have waited longer for their exposure are shown, in seconds. They go on waiting. */
    MAX_GUIDER_WAIT: z.coerce.number().min(0).default(300),
    /** How often a small object is written to each bucket and removed, to see whether its notice arrives; 0 for never. */
    CANARY_MS: z.coerce.number().int().min(0).default(0),
    /** The profile of the object store that may do so, where the buckets' own may only read. */
    CANARY_PROFILE: z.string().default(''),
    /** How long the ledger remembers objects. */
    LEDGER_DAYS: days(730),
    /** How long it remembers what was no dataset. */
    LEDGER_IGNORED_DAYS: days(7),
    HOST: z.string().default('0.0.0.0'),
    PORT: z.coerce.number().int().min(0).max(65535).default(8082),
    /** What is under way may take so long after SIGTERM, within the 30 s that Kubernetes gives by default. */
    DRAIN_MS: z.coerce.number().int().min(0).default(25_000),
    ...logSettings,
  })
  .transform(({ BUCKETS, BUCKET, ...rest }) => ({
    ...rest,
    BUCKETS: commaSeparated(BUCKETS ?? BUCKET ?? ''),
  }))
  .refine(({ BUCKETS }) => BUCKETS.length > 0, { path: ['BUCKETS'], message: 'names no bucket' });

export type ReaperConfig = z.output<typeof reaperConfig>;

/** What the reaper itself goes by; the rest is for the process around it. */
export type ReaperSettings = Omit<ReaperConfig, 'HOST' | 'PORT' | 'DRAIN_MS' | keyof typeof logSettings>;
