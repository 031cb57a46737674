import { readFileSync } from 'node:fs';
import type { KafkaConfig } from './kafka-fields.js';

/** How the brokers are reached. */
export interface KafkaConnection {
  /** `host:port` each. */
  readonly brokers: readonly string[];
  /** In PEM, all of it; `{}` for TLS with the system's authorities and no certificate of our own. */
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string };
  readonly sasl?: {
    readonly mechanism: KafkaConfig['KAFKA_SASL_MECHANISM'];
    readonly username: string;
    readonly password: string;
  };
}

/**
 * What the settings say of the brokers; undefined if they name none.
 *
 * @throws Error when a file that they name can't be read.
 */
export function kafkaConnection(config: KafkaConfig): KafkaConnection | undefined {
  const { KAFKA_CLUSTER: brokers, KAFKA_SECURITY_PROTOCOL: protocol } = config;
  if (!brokers) return undefined;
  return {
    brokers,
    ...(protocol.endsWith('SSL') && { tls: tlsOf(config) }),
    ...(protocol.startsWith('SASL') && { sasl: saslOf(config) }),
  };
}

function tlsOf(config: KafkaConfig): NonNullable<KafkaConnection['tls']> {
  const { KAFKA_CLUSTER_CA_PATH: ca, KAFKA_CLIENT_CERT_PATH: cert, KAFKA_CLIENT_KEY_PATH: key } = config;
  return {
    ...(ca && { ca: readFileSync(ca, 'utf8') }),
    ...(cert && key && { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') }),
  };
}

function saslOf(config: KafkaConfig): NonNullable<KafkaConnection['sasl']> {
  return {
    mechanism: config.KAFKA_SASL_MECHANISM,
    username: config.KAFKA_SASL_USERNAME ?? '',
    password: config.KAFKA_SASL_PASSWORD?.reveal() ?? '',
  };
}
