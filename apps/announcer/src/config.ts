import { outFields } from '@footman/feeds';
import { kafkaFields, missingKafkaSettings } from '@footman/kafka';
import { commaSeparated, logSettings, secret } from '@footman/service';
import { z } from 'zod';

const { WEBHOOK_URI, INGESTED_TOPIC, LATE_WEBHOOK_URI, LATE_TOPIC } = outFields;
/** Whom files are announced to: any of them, each from a queue of its own. */
const targets = { WEBHOOK_URI, INGESTED_TOPIC, LATE_WEBHOOK_URI, LATE_TOPIC };

/** Any of several keys, comma separated: while they change, each POST is signed with all of them. */
const keys = z
  .string()
  .transform(commaSeparated)
  .pipe(z.array(secret()).min(1, 'names no key'))
  .refine(
    (all) => all.every((key) => isKey(key.reveal())),
    'has a key that is not base64 of 24 bytes or more',
  );

const fields = z.object({
  ...targets,
  /** Signs what is POSTed, as Standard Webhooks have it. */
  WEBHOOK_KEY: keys.optional(),
  /** A receiver has to answer within so many milliseconds; what is under way ends within DRAIN_MS. */
  WEBHOOK_TIMEOUT_MS: z.coerce.number().int().min(1).max(20_000).default(5000),
  /** Files of an exposure are gathered until none came for so many milliseconds, for four times as long at most. */
  WEBHOOK_WINDOW_MS: z.coerce.number().int().min(0).max(60_000).default(1000),
  /** Seconds after ingest; what a receiver hasn't taken by then is kept aside for a person. */
  WEBHOOK_MAX_AGE: z.coerce.number().min(0).default(86_400),
  ...kafkaFields,
  HOST: z.string().default('0.0.0.0'),
  PORT: z.coerce.number().int().min(0).max(65535).default(8084),
  /** What has begun may take so long after SIGTERM, within the 30 s that Kubernetes gives by default. */
  DRAIN_MS: z.coerce.number().int().min(0).default(25_000),
  ...logSettings,
});

/** The settings of the announcer; the queue reads its own variables. */
export const announcerConfig = fields.superRefine(requireWhatIsUsed, {
  // Together with all that is wrong besides: settings are put right in one go.
  when: () => true,
});

/** The announcer's settings as the app uses them. */
export type AnnouncerConfig = z.output<typeof announcerConfig>;

function requireWhatIsUsed(config: AnnouncerConfig, { issues, addIssue }: z.core.$RefinementCtx): void {
  const names = Object.keys(targets) as (keyof typeof targets)[];
  const wrong = (variable: string) => issues.some(({ path }) => path?.[0] === variable);
  const problem = (variable: string, message: string) => {
    if (!wrong(variable)) addIssue({ code: 'custom', path: [variable], message });
  };
  if (names.every((name) => config[name] === undefined && !wrong(name)))
    problem('WEBHOOK_URI', `is not set, nor is any of ${names.slice(1).join(', ')}`);
  if ((config.INGESTED_TOPIC ?? config.LATE_TOPIC) !== undefined) {
    if (!config.KAFKA_CLUSTER) problem('KAFKA_CLUSTER', 'is not set');
    for (const variable of missingKafkaSettings(config)) problem(variable, 'is not set');
  }
}

function isKey(text: string): boolean {
  const base64 = text.replace(/^whsec_/, '');
  return /^[A-Za-z0-9+/]+={0,2}$/.test(base64) && Buffer.from(base64, 'base64').length >= 24;
}
