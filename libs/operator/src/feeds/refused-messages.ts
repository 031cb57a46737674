import type { RefusedMessage } from '@footman/queue';
import { OperatorError } from '../errors.js';
import { patiently } from '../site/patiently.js';
import type { Site } from '../site/site.js';

/** Which refused messages. */
export interface RefusedFilter {
  readonly feed: string;
  /** What the reason begins with; all when left out. */
  readonly reason?: string;
}

/** A feed's queue. @throws OperatorError when there is no such feed, or the queue is away */
export async function queueOfFeed(site: Site, feed: string): Promise<string> {
  const all = await patiently(() => site.needQueues().messages.status());
  const found = all.find((each) => each.feed === feed);
  if (found) return found.name;
  const known = all.map((each) => each.feed).join(', ');
  throw new OperatorError(
    `there is no feed ${feed}: ${known ? `nothing was ever sent but to ${known}` : 'nothing was ever sent to any'}`,
    'operator.selection',
  );
}

/** The messages of a feed that its consumer refused, the latest first. @throws OperatorError as above */
export async function* refusedMessages(
  site: Site,
  { feed, reason = '' }: RefusedFilter,
): AsyncGenerator<RefusedMessage> {
  const queue = await queueOfFeed(site, feed);
  for await (const message of site.needQueues().messages.refused(queue))
    if (message.reason.startsWith(reason)) yield message;
}
