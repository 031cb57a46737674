import { type BucketAdmin, nameOfTopic, type Notification, type Topics } from '@footman/object-store/admin';
import { UsageError } from '../errors.js';
import type { GatewayState } from './gateway-state.js';
import type { NotificationsPlan } from './plan-notifications.js';
import type { Wanted } from './wanted.js';

/**
 * Does what was planned: topics first, then the notifications that lead to them, then what isn't wanted goes. So there is always one that
 * works, and for a moment two: the queue takes an object once.
 *
 * @throws ObjectStoreError
 */
export async function putPlan(
  bucket: string,
  wanted: readonly Wanted[],
  { topics: changed, put, elsewhere, remove }: NotificationsPlan,
  state: GatewayState,
  admin: BucketAdmin,
  topics: Topics,
): Promise<void> {
  const arns = new Map([...state.topics].map(([name, { arn }]) => [name, arn]));
  for (const topic of changed) arns.set(topic.name, await topics.put(topic));
  const placed = ({ notification, topic }: Wanted): Notification => {
    return { ...notification, topicArn: arns.get(topic.name) ?? '' };
  };
  for (const each of put) await admin.putNotification(bucket, placed(each));
  for (const { bucket: other, notification } of elsewhere) await admin.putNotification(other, notification);
  for (const each of remove) await removeOne(bucket, each, wanted.map(placed), admin);
}

/** Removes a notification, which of several with its Id takes any: those that are wanted are put again. */
async function removeOne(
  bucket: string,
  unwanted: Notification,
  wanted: readonly Notification[],
  admin: BucketAdmin,
): Promise<void> {
  const same = (one: Notification, other: Notification) =>
    one.id === other.id && nameOfTopic(one.topicArn) === nameOfTopic(other.topicArn);
  const namesakes = (await admin.notifications(bucket)).filter(({ id }) => id === unwanted.id);
  for (let there = namesakes; there.some((each) => same(each, unwanted));) {
    await admin.deleteNotification(bucket, unwanted.id);
    const left = (await admin.notifications(bucket)).filter(({ id }) => id === unwanted.id);
    if (left.length >= there.length) throw new UsageError(`the gateway keeps notification ${unwanted.id}`);
    there = left;
    const lost = wanted.find((each) => each.id === unwanted.id && !left.some((other) => same(each, other)));
    if (lost && !left.some((each) => same(each, unwanted))) await admin.putNotification(bucket, lost);
  }
}
