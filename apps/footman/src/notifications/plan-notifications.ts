import { nameOfTopic, type Notification, type Topic } from '@footman/object-store/admin';
import { isDeepStrictEqual } from 'node:util';
import type { Change } from '../buckets/change.js';
import { inForceKey, type GatewayState, type PlacedNotification } from './gateway-state.js';
import { printableNotification, printableTopic } from './printable.js';
import type { Wanted } from './wanted.js';

/** What is to be done about a bucket's notifications, in this order. */
export interface NotificationsPlan {
  readonly changes: readonly Change[];
  /** To make, or to make anew. */
  readonly topics: readonly Topic[];
  /** To put, or to put again. */
  readonly put: readonly Wanted[];
  /** To put again because their topic changes; those of other buckets. */
  readonly elsewhere: readonly PlacedNotification[];
  readonly remove: readonly Notification[];
}

/** Compares what there is with what is wanted. What isn't wanted goes: a file has all notifications of its bucket. */
export function planNotifications(wanted: readonly Wanted[], state: GatewayState): NotificationsPlan {
  const topics = wanted.map(({ topic }) => topic).filter((topic) => differs(topic, state));
  const changing = new Set(topics.map(({ name }) => name));
  const puts = wanted.flatMap((each) => {
    const change = notificationChange(each, state, changing);
    return change ? [{ each, change }] : [];
  });
  const remove = state.notifications.filter((there) => !wanted.some((each) => leadsTo(there, each)));
  const elsewhere = state.elsewhere.filter(({ notification }) => {
    return changing.has(nameOfTopic(notification.topicArn));
  });
  return {
    changes: [
      ...topics.map((topic) => topicChange(topic, state)),
      ...puts.map(({ change }) => change),
      ...elsewhere.map(({ bucket, notification }): Change => {
        const reason = 'its topic changes';
        return { ...again(notification.id, printableNotification(notification), reason), bucket };
      }),
      ...remove.map((there): Change => {
        const before = printableNotification(there);
        return { action: 'remove', kind: 'notification', name: there.id, before, after: null };
      }),
    ],
    topics,
    put: puts.map(({ each }) => each),
    elsewhere,
    remove,
  };
}

/** Whether it is the wanted one, as it is or to be changed. The same Id with another topic is another one. */
function leadsTo(there: Notification, { notification, topic }: Wanted): boolean {
  return there.id === notification.id && nameOfTopic(there.topicArn) === topic.name;
}

function differs(topic: Topic, { attributes }: GatewayState): boolean {
  return !isDeepStrictEqual(topic, attributes.get(topic.name));
}

function topicChange(topic: Topic, { attributes }: GatewayState): Change {
  const there = attributes.get(topic.name);
  return {
    action: there ? 'change' : 'create',
    kind: 'topic',
    name: topic.name,
    before: there ? printableTopic(there, topic.opaqueData) : null,
    after: printableTopic(topic, topic.opaqueData),
  };
}

function notificationChange(
  wanted: Wanted,
  { notifications, inForce }: GatewayState,
  changing: ReadonlySet<string>,
): Change | undefined {
  const { topic, notification } = wanted;
  const there = notifications.find((each) => leadsTo(each, wanted));
  const after = printableNotification({ ...notification, topicArn: topic.name });
  if (!there) return { action: 'create', kind: 'notification', name: notification.id, before: null, after };
  const before = printableNotification(there);
  if (!isDeepStrictEqual(before, after)) {
    return { action: 'change', kind: 'notification', name: notification.id, before, after };
  }
  if (changing.has(topic.name)) return again(notification.id, after, 'its topic changes');
  const copy = inForce.get(inForceKey(there));
  if (copy === undefined || isDeepStrictEqual(copy, topic)) return undefined;
  return again(notification.id, after, 'its topic was changed since, which is not in force yet');
}

function again(name: string, notification: Change['before'], reason: string): Change {
  return {
    action: 'put-again',
    kind: 'notification',
    name,
    reason,
    before: notification,
    after: notification,
  };
}
