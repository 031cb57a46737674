import type { IngestedFile, OutFeed } from '@footman/feeds';
import type { KafkaConnection } from '@footman/kafka';
import type { MessageHandler } from '@footman/queue';
import type { FeedMetrics } from '../announcer.metrics.js';
import { exposureDirectory } from '../exposure-directory.js';
import type { Target } from '../target.js';
import { ingestedMessage } from './ingested-message.js';
import { TopicWriter } from './topic-writer.js';

/** Writes a message for each file to a Kafka topic. */
export class TopicTarget implements Target {
  /** They go together in few requests. */
  readonly concurrency = 500;
  private readonly writer: TopicWriter;

  constructor(
    readonly feed: OutFeed,
    connection: KafkaConnection,
    topic: string,
    private readonly metrics: FeedMetrics,
  ) {
    this.writer = new TopicWriter(connection, topic);
  }

  readonly take: MessageHandler<IngestedFile> = async (files, delivery) => {
    const written = await Promise.allSettled(
      files.map(async (file) => {
        await this.writer.write({
          key: exposureDirectory(file),
          value: JSON.stringify(ingestedMessage(file)),
        });
        this.metrics.done([file]);
        delivery.done(file);
      }),
    );
    const failed = written.filter((each) => each.status === 'rejected');
    failed.forEach(() => this.metrics.retried());
    if (failed[0]) throw failed[0].reason;
  };

  async up(): Promise<boolean> {
    return await this.writer.up();
  }

  stop(): void {
    // What has begun ends by itself within some seconds, one way or the other.
  }

  async close(): Promise<void> {
    await this.writer.close();
  }
}
