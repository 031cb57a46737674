import { age } from '../site/age.js';
import type { FeedStatus } from './feed-status.js';
import { knownFeed } from './known-feeds.js';

/** What we take ourselves is taken within seconds; what has waited for this long waits for nobody. */
const STUCK_MS = 30_000;
/** Others restart, and many files take them a while. */
const OUTSIDE_MS = 300_000;

/** What a person has to do about feeds: those that nobody takes first, then those with refused messages. */
export function needsOfFeeds(feeds: readonly FeedStatus[], now: number): string[] {
  return [
    ...feeds.flatMap(({ feed, oldestAt }) => {
      const { question, outside } = knownFeed(feed);
      if (oldestAt === null || now - oldestAt <= (outside ? OUTSIDE_MS : STUCK_MS)) return [];
      return [
        `${feed === 'ledger' ? 'the ledger' : `the ${feed} feed`} is ${age(oldestAt, now)} behind: ${question}`,
      ];
    }),
    ...feeds.flatMap(({ feed, refused }) =>
      refused > 0
        ? [
            `${refused} ${refused === 1 ? 'message' : 'messages'} of the ${feed} feed refused: footman feeds refused ${feed}`,
          ]
        : [],
    ),
  ];
}
