import { commaSeparated, secret } from '@footman/service';
import { z } from 'zod';

/** The settings of how Kafka's brokers are reached; names are those of embargo-butler and, beyond it, of Rubin's Safir. */
export const kafkaFields = {
  /** Brokers to begin with, `host:port` each, comma separated; without it there is no Kafka. */
  KAFKA_CLUSTER: z
    .string()
    .transform(commaSeparated)
    .pipe(z.array(broker()).min(1, 'names no broker'))
    .optional(),
  KAFKA_SECURITY_PROTOCOL: z.enum(['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL']).default('PLAINTEXT'),
  KAFKA_SASL_MECHANISM: z.enum(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512']).default('SCRAM-SHA-512'),
  KAFKA_SASL_USERNAME: z.string().optional(),
  KAFKA_SASL_PASSWORD: secret().optional(),
  /** A file with the authorities that may have signed the brokers' certificates, instead of the system's. */
  KAFKA_CLUSTER_CA_PATH: z.string().optional(),
  /** Files of a certificate and its key by which the brokers know us. */
  KAFKA_CLIENT_CERT_PATH: z.string().optional(),
  KAFKA_CLIENT_KEY_PATH: z.string().optional(),
};

/** The values of {@link kafkaFields}. */
export type KafkaConfig = z.output<z.ZodObject<typeof kafkaFields>>;

/** The settings that aren't there although others need them. */
export function missingKafkaSettings(config: Partial<KafkaConfig>): string[] {
  if (!config.KAFKA_CLUSTER) return [];
  const needed: (keyof KafkaConfig)[] = [];
  if (config.KAFKA_SECURITY_PROTOCOL?.startsWith('SASL'))
    needed.push('KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD');
  if (config.KAFKA_CLIENT_CERT_PATH) needed.push('KAFKA_CLIENT_KEY_PATH');
  if (config.KAFKA_CLIENT_KEY_PATH) needed.push('KAFKA_CLIENT_CERT_PATH');
  return needed.filter((name) => config[name] === undefined);
}

function broker() {
  return z.string().regex(/^[^\s:]+:\d{1,5}$|^\[[^\]]+\]:\d{1,5}$/, 'has a broker that is not host:port');
}
