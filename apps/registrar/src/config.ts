import { commaSeparated, logSettings, secret } from '@footman/service';
import { z } from 'zod';

const milliseconds = (fallback: number) => z.coerce.number().int().min(0).default(fallback);

/** The settings of the registrar; queue, S3 and the Butler read their own variables. */
export const registrarConfig = z
  .object({
    /** Where the files are, in Rucio's words. */
    RUCIO_RSE: z.string().trim().min(1),
    RUCIO_SCOPE: z
      .string()
      .trim()
      .regex(/^[\w.-]{1,25}$/, "is no scope's name"),
    /** The address of the data transfer node, which bucket and key are put behind. */
    RUCIO_DTN: z
      .string()
      .trim()
      .refine((text) => URL.canParse(text), 'is no address')
      .transform((text) => (text.endsWith('/') ? text : `${text}/`)),
    /** The official client's file, and its variables, which win over it. */
    RUCIO_CONFIG: z.string().optional(),
    RUCIO_ACCOUNT: z.string().optional(),
    RUCIO_AUTH_TYPE: z.string().optional(),
    RUCIO_CLIENT_CERT: z.string().optional(),
    RUCIO_CLIENT_KEY: z.string().optional(),
    RUCIO_CLIENT_PROXY: z.string().optional(),
    /** Files whose checksums are computed at the same time. */
    RUCIO_CONCURRENCY: z.coerce.number().int().min(1).default(16),
    /** If this is set, the ledger hears of each file that is registered, by way of the queue. */
    LEDGER_URL: secret().optional(),
    /** The repository and the buckets that Rucio is compared with, `[profile@]bucket` each, comma separated. */
    BUTLER_REPO: z.string().optional(),
    BUCKETS: z.string().optional(),
    BUCKET: z.string().optional(),
    /** How often Rucio is compared with the Butler; 0 for never. */
    RUCIO_AUDIT_MS: milliseconds(3_600_000),
    /** So long after its ingest a file may be on its way to Rucio, and isn't missed. */
    RUCIO_AUDIT_GRACE_MS: milliseconds(300_000),
    /** Of how many of the last nights. */
    RUCIO_AUDIT_NIGHTS: z.coerce.number().int().min(1).default(7),
    /** What has begun may take so long after SIGTERM, within the 30 s that Kubernetes gives by default. */
    DRAIN_MS: milliseconds(25_000),
    HOST: z.string().default('0.0.0.0'),
    PORT: z.coerce.number().int().min(0).max(65535).default(8085),
    ...logSettings,
  })
  .transform(({ BUCKETS, BUCKET, ...rest }) => ({
    ...rest,
    BUCKETS: commaSeparated(BUCKETS ?? BUCKET ?? ''),
  }));

/** The registrar's settings as the app uses them. */
export type RegistrarConfig = z.output<typeof registrarConfig>;
