import { kafkaFields, missingKafkaSettings } from '@footman/kafka';
import { z } from 'zod';

/** Where the topic's messages begin for a group that has read nothing yet. */
export const OFFSET_RESETS = ['earliest', 'latest'] as const;

/** The intake's settings that have to do with Kafka; without brokers nothing is read there. */
export const kafkaIntakeFields = {
  ...kafkaFields,
  KAFKA_TOPIC: z.string().optional(),
  /** Intakes of one group share the topic's messages; each group has all of them. */
  KAFKA_GROUP_ID: z.string().default('embargo-butler-enqueue'),
  KAFKA_OFFSET_RESET: z.enum(OFFSET_RESETS).default('earliest'),
};

/** The values of {@link kafkaIntakeFields}. */
export type KafkaIntakeConfig = z.output<z.ZodObject<typeof kafkaIntakeFields>>;

/** The settings that aren't there although others need them. */
export function missingKafkaIntakeSettings(config: Partial<KafkaIntakeConfig>): string[] {
  if (!config.KAFKA_CLUSTER) return [];
  return [...(config.KAFKA_TOPIC === undefined ? ['KAFKA_TOPIC'] : []), ...missingKafkaSettings(config)];
}
