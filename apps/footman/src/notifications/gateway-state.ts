import {
  type BucketAdmin,
  type ListedTopic,
  nameOfTopic,
  type Notification,
  type Topic,
  type Topics,
} from '@footman/object-store/admin';

/** A notification of a bucket. */
export interface PlacedNotification {
  readonly bucket: string;
  readonly notification: Notification;
}

/** What there is at a gateway, as far as it has to do with one bucket. */
export interface GatewayState {
  /** All topics of the tenant, by name. */
  readonly topics: ReadonlyMap<string, ListedTopic>;
  /** What those are that the bucket's notifications lead to or will lead to, by name. */
  readonly attributes: ReadonlyMap<string, Topic>;
  readonly notifications: readonly Notification[];
  /** What is in force for a notification, where that is told, by its id and topic. */
  readonly inForce: ReadonlyMap<string, Topic>;
  /** Notifications of our other buckets. */
  readonly elsewhere: readonly PlacedNotification[];
}

/** By what {@link GatewayState.inForce} is asked. */
export function inForceKey({ id, topicArn }: Notification): string {
  return `${id} ${nameOfTopic(topicArn)}`;
}

/** Reads what there is of a bucket, its topics and those that will be needed. @throws ObjectStoreError */
export async function readGateway(
  bucket: string,
  wanted: readonly string[],
  admin: BucketAdmin,
  topics: Topics,
): Promise<GatewayState> {
  const [listed, notifications, elsewhere] = await Promise.all([
    topics.list(),
    admin.notifications(bucket),
    notificationsElsewhere(bucket, admin),
  ]);
  const names = new Set([...wanted, ...notifications.map(({ topicArn }) => nameOfTopic(topicArn))]);
  const attributes = new Map<string, Topic>();
  const inForce = new Map<string, Topic>();
  for (const name of names) {
    const arn = listed.get(name)?.arn;
    const topic = arn === undefined ? null : await topics.get(arn);
    if (topic) attributes.set(name, topic);
  }
  for (const notification of notifications) {
    const topic = await topics.inForce(notification.id, notification.topicArn);
    if (topic) inForce.set(inForceKey(notification), topic);
  }
  return { topics: listed, attributes, notifications, inForce, elsewhere };
}

async function notificationsElsewhere(bucket: string, admin: BucketAdmin): Promise<PlacedNotification[]> {
  const others = (await admin.buckets()).filter((name) => name !== bucket);
  const found: PlacedNotification[] = [];
  for (const other of others) {
    const notifications = await admin.notifications(other);
    found.push(...notifications.map((notification) => ({ bucket: other, notification })));
  }
  return found;
}
