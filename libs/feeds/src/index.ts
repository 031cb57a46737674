export { checkFeeds } from './check-feeds.js';
export { type FeedsConfig, feedFields, outFields } from './feed-fields.js';
export type { IngestedFile } from './ingested-file.js';
export { type FeedsParts, type Feeds, openFeeds } from './open-feeds.js';
export { OUT_FEEDS, OUT_QUEUES, type OutFeed } from './out-queues.js';
