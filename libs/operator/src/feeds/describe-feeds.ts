import { age } from '../site/age.js';
import type { TextTable } from '../text/text-table.js';
import type { FeedStatus } from './feed-status.js';
import { knownFeed } from './known-feeds.js';

/** How feeds stand, as a table. */
export function describeFeeds(feeds: readonly FeedStatus[], now: number): TextTable {
  return {
    head: ['feed', 'what for', 'oldest pending', 'waiting', 'active', 'refused'],
    rows: feeds.map(({ feed, oldestAt, waiting, active, refused }) => {
      return [feed, knownFeed(feed).what, age(oldestAt, now) || '-', waiting, active, refused];
    }),
  };
}
