/** The queues of messages between ingest and those who tell others of files in the Butler, by the names of their feeds. */
export const OUT_QUEUES = {
  webhook: 'footman~webhook',
  topic: 'footman~topic',
  'late-webhook': 'footman~late-webhook',
  'late-topic': 'footman~late-topic',
  rucio: 'footman~rucio',
} as const;

/** A feed of files that are in the Butler. */
export type OutFeed = keyof typeof OUT_QUEUES;

/** All of them. */
export const OUT_FEEDS = Object.keys(OUT_QUEUES) as readonly OutFeed[];
