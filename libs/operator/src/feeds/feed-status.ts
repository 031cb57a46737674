import type { MessageQueueStatus } from '@footman/queue';
import type { Site } from '../site/site.js';
import { needsOfFeeds } from './needs-of-feeds.js';

/** How a feed stands: what waits for its consumer, since when, and what that refused. */
export type FeedStatus = Omit<MessageQueueStatus, 'name'>;

/** How all feeds of a site stand. */
export interface FeedsStatus {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly feeds: readonly FeedStatus[];
  /** What a person has to do, a sentence each; empty if nothing. */
  readonly needed: readonly string[];
}

/** How the feeds stand that anything was ever sent to. @throws OperatorError when the queue is away */
export async function feedsStatus(site: Site): Promise<FeedsStatus> {
  const feeds = await feedsOf(site.needQueues());
  const at = Date.now();
  return { at, feeds, needed: needsOfFeeds(feeds, at) };
}

/** What the queue knows of feeds. */
export async function feedsOf({
  messages,
}: Pick<ReturnType<Site['needQueues']>, 'messages'>): Promise<FeedStatus[]> {
  const all = await messages.status();
  return all.map(({ feed, waiting, active, oldestAt, refused }) => ({
    feed,
    waiting,
    active,
    oldestAt,
    refused,
  }));
}
