import type { KafkaConnection } from './kafka-connection.js';

/** What every client of `@platformatic/kafka` is given of a connection, besides its own options. */
export function clientOptions({ brokers, tls, sasl }: KafkaConnection) {
  return {
    bootstrapBrokers: [...brokers],
    // Whom a certificate is for is looked at only if it is asked for.
    ...(tls && { tls, tlsServerName: true }),
    ...(sasl && { sasl }),
  };
}
