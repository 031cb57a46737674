import type { Topics } from '@footman/object-store/admin';
import { UsageError } from '../errors.js';
import type { GatewayState } from './gateway-state.js';
import { topicUsers } from './topic-users.js';

/**
 * Deletes a topic that nobody uses any more.
 *
 * @throws UsageError if somebody does: with a persistent topic each PUT to such a bucket would fail.
 */
export async function deleteTopic(
  name: string,
  bucket: string,
  state: GatewayState,
  topics: Topics,
): Promise<void> {
  const arn = state.topics.get(name)?.arn;
  if (arn === undefined) throw new UsageError(`there is no topic ${name}`);
  const { buckets, others } = topicUsers(name, bucket, state);
  if (buckets.length > 0 || others > 0) {
    const users = [...buckets, ...(others > 0 ? ["buckets that aren't ours"] : [])].join(', ');
    throw new UsageError(`topic ${name} is not deleted, since notifications lead to it: ${users}`);
  }
  await topics.delete(arn);
}
