import { logSettings } from '@footman/service';
import { z } from 'zod';

/** The settings of the presence service; queue and S3 read their own variables. */
export const presenceConfig = z.object({
  /** How long an image stays known, in seconds. */
  GROUP_LIFETIME: z.coerce.number().int().min(1).default(86_400),
  /** If this is set, whatever it says, an image is forgotten by `/presence` once somebody was told of it. */
  DELETE_SEEN: z
    .string()
    .optional()
    .transform((value) => value !== undefined),
  /** Requests of `/v2` that may wait at once. */
  MAX_WAITING: z.coerce.number().int().min(0).default(10_000),
  HOST: z.string().default('0.0.0.0'),
  PORT: z.coerce.number().int().min(0).max(65535).default(8000),
  /** What has begun may take so long after SIGTERM, within the 30 s that Kubernetes gives by default. */
  DRAIN_MS: z.coerce.number().int().min(0).default(25_000),
  ...logSettings,
});

/** The presence service's settings as the app uses them. */
export type PresenceConfig = z.output<typeof presenceConfig>;
