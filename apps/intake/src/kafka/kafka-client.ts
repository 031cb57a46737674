import { clientOptions } from '@footman/kafka';
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
export function kafkaClient({ groupId, ...connection }: KafkaSettings): Consumer {
  return new Consumer({
    ...clientOptions(connection),
    clientId: `footman-intake-${hostname()}`,
    groupId,
    autocommit: false,
    retries: 0,
    connectTimeout: 5000,
    requestTimeout: REBALANCE_MS + 5000,
    metadataMaxAge: 15_000,
    sessionTimeout: SESSION_MS,
    rebalanceTimeout: REBALANCE_MS,
    heartbeatInterval: 2000,
  });
}
