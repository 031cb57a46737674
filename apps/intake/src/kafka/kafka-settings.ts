import { readFileSync } from 'node:fs';
import type { KafkaConfig, OFFSET_RESETS } from './kafka.config.js';

/** Which messages are read, and how the brokers are reached. */
export interface KafkaSettings {
  /** `host:port` each. */
  readonly brokers: readonly string[];
  readonly topic: string;
  readonly groupId: string;
  /** @default 'earliest' */
  readonly offsetReset?: (typeof OFFSET_RESETS)[number];
  /** In PEM, all of it; `{}` for TLS with the system's authorities and no certificate of our own. */
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string };
  readonly sasl?: {
    readonly mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512';
    readonly username: string;
    readonly password: string;
  };
}

/**
 * What the settings say of Kafka; undefined if nothing is to be read there.
 *
 * @throws Error when a file that they name can't be read.
 */
export function kafkaSettings(config: KafkaConfig): KafkaSettings | undefined {
  const { KAFKA_CLUSTER: brokers, KAFKA_TOPIC: topic, KAFKA_SECURITY_PROTOCOL: protocol } = config;
  if (!brokers || !topic) return undefined;
  return {
    brokers,
    topic,
    groupId: config.KAFKA_GROUP_ID,
    offsetReset: config.KAFKA_OFFSET_RESET,
    ...(protocol.endsWith('SSL') && { tls: tlsOf(config) }),
    ...(protocol.startsWith('SASL') && { sasl: saslOf(config) }),
  };
}

function tlsOf(config: KafkaConfig): NonNullable<KafkaSettings['tls']> {
  const { KAFKA_CLUSTER_CA_PATH: ca, KAFKA_CLIENT_CERT_PATH: cert, KAFKA_CLIENT_KEY_PATH: key } = config;
  return {
    ...(ca && { ca: readFileSync(ca, 'utf8') }),
    ...(cert && key && { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') }),
  };
}

function saslOf(config: KafkaConfig): NonNullable<KafkaSettings['sasl']> {
  return {
    mechanism: config.KAFKA_SASL_MECHANISM,
    username: config.KAFKA_SASL_USERNAME ?? '',
    password: config.KAFKA_SASL_PASSWORD?.reveal() ?? '',
  };
}
