import { feedFields } from '@footman/feeds';
import { commaSeparated, logSettings, regularExpression, secret } from '@footman/service';
import { z } from 'zod';
import { kafkaIntakeFields, missingKafkaIntakeSettings } from './kafka/kafka.config.js';

/** Any of several secrets, comma separated, so that they can be changed without losing a notice. */
const secrets = z.string().transform(commaSeparated).pipe(z.array(secret()).min(1, 'names no secret'));

const fields = z.object({
  /** The topics' OpaqueData; without it, which is possible where notices come by Kafka, `/notify` accepts nothing. */
  NOTIFICATION_SECRET: secrets.optional(),
  /** Objects are datasets if this is found in [profile@]bucket/key. */
  DATASET_REGEXP: regularExpression().prefault('fits$'),
  /** Name of the object store's profile, put before buckets. */
  PROFILE: z.string().default(''),
  HOST: z.string().default('0.0.0.0'),
  PORT: z.coerce.number().int().min(0).max(65535).default(8080),
  ...feedFields,
  /** Answering what has arrived may take so long after SIGTERM, within the 30 s that Kubernetes gives by default. */
  DRAIN_MS: z.coerce.number().int().min(0).default(25_000),
  ...logSettings,
  /** Bytes; a notification of one record has about a thousand, with much metadata ten times as many. */
  BODY_LIMIT: z.coerce.number().int().min(1024).default(1_048_576),
  ...kafkaIntakeFields,
});

/** The settings of the intake; the queue reads its own variables. */
export const intakeConfig = fields.superRefine(requireWhatIsUsed, {
  // Together with all that is wrong besides: settings are put right in one go.
  when: () => true,
});

/** The intake's settings as the app uses them. */
export type IntakeConfig = z.output<typeof intakeConfig>;

function requireWhatIsUsed(config: IntakeConfig, { issues, addIssue }: z.core.$RefinementCtx): void {
  const missing = [
    ...(config.NOTIFICATION_SECRET || config.KAFKA_CLUSTER ? [] : ['NOTIFICATION_SECRET']),
    ...missingKafkaIntakeSettings(config),
  ];
  for (const variable of missing) {
    if (issues.some(({ path }) => path?.[0] === variable)) continue;
    addIssue({ code: 'custom', path: [variable], message: 'is not set' });
  }
}
