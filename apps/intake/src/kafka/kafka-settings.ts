import { type KafkaConnection, kafkaConnection } from '@footman/kafka';
import type { KafkaIntakeConfig, OFFSET_RESETS } from './kafka.config.js';

/** Which messages are read, and how the brokers are reached. */
export interface KafkaSettings extends KafkaConnection {
  readonly topic: string;
  readonly groupId: string;
  /** @default 'earliest' */
  readonly offsetReset?: (typeof OFFSET_RESETS)[number];
}

/**
 * What the settings say of Kafka; undefined if nothing is to be read there.
 *
 * @throws Error when a file that they name can't be read.
 */
export function kafkaSettings(config: KafkaIntakeConfig): KafkaSettings | undefined {
  const connection = kafkaConnection(config);
  const { KAFKA_TOPIC: topic, KAFKA_GROUP_ID: groupId, KAFKA_OFFSET_RESET: offsetReset } = config;
  return connection && topic ? { ...connection, topic, groupId, offsetReset } : undefined;
}
