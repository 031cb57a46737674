import { nameOfTopic } from '@footman/object-store/admin';
import type { GatewayState } from './gateway-state.js';

/** Who uses a topic: buckets of ours, and `others` by as many notifications as the gateway tells of besides. */
export function topicUsers(
  name: string,
  bucket: string,
  { topics, notifications, elsewhere }: GatewayState,
): { readonly buckets: readonly string[]; readonly others: number } {
  const ours = [...notifications.map((notification) => ({ bucket, notification })), ...elsewhere].filter(
    ({ notification }) => nameOfTopic(notification.topicArn) === name,
  );
  const told = topics.get(name)?.notifications ?? 0;
  return { buckets: [...new Set(ours.map((each) => each.bucket))], others: Math.max(0, told - ours.length) };
}
