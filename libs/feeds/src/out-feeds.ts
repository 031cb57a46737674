import { isGuider, isLfaBucket } from '@footman/obs-lsst';
import { MessageQueue, type MessageQueueOptions, type QueueBackend } from '@footman/queue';
import type { FeedsConfig } from './feed-fields.js';
import type { IngestedFile } from './ingested-file.js';
import { OUT_FEEDS, OUT_QUEUES, type OutFeed } from './out-queues.js';

interface OutFeedRule {
  /** The setting without which nobody takes the feed. */
  readonly setting: keyof FeedsConfig;
  readonly takes: (file: IngestedFile) => boolean;
  readonly maxBatches: number;
}

/** A file's job waits until the queue has its message, so little is gathered. */
const GATHER_MS = 5;

/**
 * A night has some 200,000 files, a batch on the queue often only one. Those who hear of files may be away for a night: who learns of
 * them later than that has found them otherwise. What Rucio isn't told, its audit finds. A batch of one file takes 1.6 kB of Redis
 * (measured): with three feeds full, the 1.5 GB of k8s/base/redis have room for a night's jobs.
 */
const A_NIGHT = 200_000;
const A_NIGHT_AND_A_HALF = 300_000;

const RULES: Readonly<Record<OutFeed, OutFeedRule>> = {
  // A webhook is told of exposures, which the Large File Annex has none of.
  webhook: { setting: 'WEBHOOK_URI', takes: (file) => !isLfa(file), maxBatches: A_NIGHT },
  topic: { setting: 'INGESTED_TOPIC', takes: () => true, maxBatches: A_NIGHT },
  'late-webhook': {
    setting: 'LATE_WEBHOOK_URI',
    takes: (file) => file.late && !isLfa(file),
    maxBatches: A_NIGHT,
  },
  'late-topic': { setting: 'LATE_TOPIC', takes: ({ late }) => late, maxBatches: A_NIGHT },
  // As the peer had it.
  rucio: {
    setting: 'RUCIO_RSE',
    takes: (file) => !isLfa(file) && !isGuider(file.key),
    maxBatches: A_NIGHT_AND_A_HALF,
  },
};

/** The feeds of files that are in the Butler, as far as somebody takes them. */
export class OutFeeds {
  private readonly feeds: readonly {
    readonly feed: OutFeed;
    readonly queue: MessageQueue<IngestedFile>;
  }[];
  private readonly lateAfterMs: number;

  constructor(
    config: FeedsConfig,
    backend: QueueBackend,
    optionsOf: (feed: OutFeed) => Pick<MessageQueueOptions, 'onError'>,
  ) {
    this.lateAfterMs = 1000 * (config.LATE_AFTER ?? Infinity);
    this.feeds = OUT_FEEDS.filter((feed) => config[RULES[feed].setting]).map((feed) => {
      const options = { ...optionsOf(feed), gatherMs: GATHER_MS, maxBatches: RULES[feed].maxBatches };
      return { feed, queue: new MessageQueue(backend, OUT_QUEUES[feed], options) };
    });
  }

  /** Connects in the background; neither throws nor hangs when the server is away. */
  async start(): Promise<void> {
    await Promise.all(this.feeds.map(({ queue }) => queue.start()));
  }

  /** Tells of a file; resolves once the queues have it, or after 5 s when one still hasn't. */
  async ingested(file: Omit<IngestedFile, 'late'>): Promise<void> {
    const { exposureEnded = file.eventTime, ingestedAt } = file;
    const told = { ...file, late: ingestedAt - exposureEnded > this.lateAfterMs };
    const feeds = this.feeds.filter(({ feed }) => RULES[feed].takes(told));
    await Promise.all(feeds.map(({ queue }) => queue.deliver([told])));
  }

  /** Messages that were dropped, by feed. */
  get dropped(): readonly (readonly [OutFeed, number])[] {
    return this.feeds.map(({ feed, queue }) => [feed, queue.dropped]);
  }

  /** Sends what is left if that is possible within a bounded time. */
  async close(): Promise<void> {
    await Promise.all(this.feeds.map(({ queue }) => queue.close()));
  }
}

function isLfa({ bucket }: IngestedFile): boolean {
  return isLfaBucket(bucket);
}
