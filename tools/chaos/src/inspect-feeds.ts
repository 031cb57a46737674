import { type MessageQueueStatus, ObjectQueues } from '@footman/queue';
import { TIMEOUT_MS } from './inspect-queue.js';
import type { Site } from './site.js';

/** How the queues stand by which others are told of files. */
export type FeedFindings = readonly Pick<MessageQueueStatus, 'feed' | 'waiting' | 'active' | 'refused'>[];

/** Counts what those who are told haven't taken yet, and what they put aside. */
export async function inspectFeeds({ redisUrl }: Site): Promise<FeedFindings> {
  const queues = new ObjectQueues({ kind: 'redis', url: redisUrl }, { timeoutMs: TIMEOUT_MS });
  try {
    await queues.start();
    const feeds = await queues.messages.status();
    return feeds.map(({ feed, waiting, active, refused }) => ({ feed, waiting, active, refused }));
  } finally {
    await queues.close();
  }
}
