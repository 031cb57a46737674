import type { IngestedFile, OutFeed } from '@footman/feeds';
import type { MessageHandler } from '@footman/queue';

/** One that is told of ingested files, from a queue of its own. */
export interface Target {
  readonly feed: OutFeed;
  /** Tells of files; those come again that it could not tell of. */
  readonly take: MessageHandler<IngestedFile>;
  /** Batches of the queue in hand at once; most have one file. */
  readonly concurrency: number;
  /** Whether it can be reached, as far as is known. */
  up(): Promise<boolean>;
  /** Begins with nothing more; what is under way ends. */
  stop(): void;
  /** Disconnects. */
  close(): Promise<void>;
}
