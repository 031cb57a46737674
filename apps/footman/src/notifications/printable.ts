import { nameOfTopic, type Notification, type Topic, topicAttributes } from '@footman/object-store/admin';

/** A topic's attributes without its secret; `expected` tells whether it is the one that the file refers to. */
export function printableTopic(topic: Topic, expected?: string): Record<string, string> {
  const { OpaqueData, ...attributes } = topicAttributes(topic);
  if (OpaqueData === undefined) return attributes;
  return {
    ...attributes,
    OpaqueData: OpaqueData === expected ? '(as the file refers to)' : '(something else)',
  };
}

/** A notification in the gateway's words. */
export function printableNotification({
  topicArn,
  events,
  filter,
}: Pick<Notification, 'topicArn' | 'events' | 'filter'>): Record<string, unknown> {
  const filtered = Object.keys(filter).length > 0;
  return {
    topic: nameOfTopic(topicArn),
    events,
    ...(filtered && { filter: Object.fromEntries(Object.entries(filter).sort()) }),
  };
}
