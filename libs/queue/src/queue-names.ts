import { LANES } from './lane.js';
import { bucketOf, queueName } from './object-notice.js';

/** No queue has a colon in its name. */
const MESSAGES = 'messages:';

/** Under which name a queue of messages is remembered, so that it isn't taken for a bucket's. */
export function messagesNoted(queue: string): string {
  return MESSAGES + queue;
}

/** The buckets among what was noted, in order. */
export function bucketsNoted(noted: Iterable<string>): string[] {
  const lanes = [...noted].filter((name) => !name.startsWith(MESSAGES));
  return [...new Set(lanes.map(bucketOf))].sort();
}

/** The queues of messages among what was noted, in order. */
export function messageQueuesNoted(noted: Iterable<string>): string[] {
  const messages = [...noted].filter((name) => name.startsWith(MESSAGES)).sort();
  return messages.map((name) => name.slice(MESSAGES.length));
}

/** Every queue that there is by what was noted: both lanes of each bucket, then those of messages. */
export function queuesNoted(noted: Iterable<string>): string[] {
  const names = [...noted];
  const lanes = bucketsNoted(names).flatMap((bucket) => LANES.map((lane) => queueName(bucket, lane)));
  return [...lanes, ...messageQueuesNoted(names)];
}
