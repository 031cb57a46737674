import { Consumer } from '@platformatic/kafka';
import { hostname } from 'node:os';
import type { KafkaSettings } from './kafka-settings.js';

/** A member that is silent for this long is taken for dead, and others get what it had. */
export const SESSION_MS = 10_000;
/** All members have to come back within this time when partitions are dealt out anew. */
const REBALANCE_MS = 15_000;

/**
 * Makes a client; it connects when it is asked for something.
 *
 * It tries nothing twice by itself: whoever asks knows better whether the answer still matters by then.
 */
export function kafkaClient({ brokers, groupId, tls, sasl }: KafkaSettings): Consumer {
  const client = new Consumer({
    clientId: `footman-intake-${hostname()}`,
    bootstrapBrokers: [...brokers],
    groupId,
    autocommit: false,
    retries: 0,
    connectTimeout: 5000,
    requestTimeout: REBALANCE_MS + 5000,
    metadataMaxAge: 15_000,
    sessionTimeout: SESSION_MS,
    rebalanceTimeout: REBALANCE_MS,
    heartbeatInterval: 2000,
    ...(tls && { tls, tlsServerName: true }),
    ...(sasl && { sasl }),
  });
  return client;
}
