import type { MessageBatch } from './message-queue.js';
import type { OpenQueues } from './open-queues.js';
import { messageQueuesNoted } from './queue-names.js';
import type { Store } from './store.js';

/** How a queue of messages stands; each message carries up to a thousand items. */
export interface MessageQueueStatus {
  readonly name: string;
  /** The name for people and metrics: without what all of ours begin with. */
  readonly feed: string;
  /** Messages that wait for their consumer. */
  readonly waiting: number;
  /** Messages that their consumer has now, those between two attempts among them. */
  readonly active: number;
  /** When the oldest of both was sent, in milliseconds since the epoch; null if there is none. */
  readonly oldestAt: number | null;
  /** Messages that their consumer put aside. */
  readonly refused: number;
}

const OURS = /^footman~/;

/** What is asked of a server about messages. */
export type MessageStore = Pick<Store, 'added' | 'oldestMessage'>;

/** Every queue of messages of a site: how it stands, and what was refused there. */
export class MessageQueues {
  constructor(
    private readonly store: MessageStore,
    private readonly queues: OpenQueues,
    private readonly attempt: <T>(work: () => Promise<T>) => Promise<T>,
  ) {}

  /**
   * How each queue stands that anything was ever sent to, in the order of their names.
   *
   * @throws QueueUnavailableError when the server is away.
   */
  async status(): Promise<MessageQueueStatus[]> {
    const names = messageQueuesNoted((await this.attempt(() => this.store.added())).keys());
    return await Promise.all(names.map((name) => this.attempt(() => this.statusOf(name))));
  }

  private async statusOf(name: string): Promise<MessageQueueStatus> {
    const queue = await this.queues.named<MessageBatch<unknown>>(name);
    const [counts, oldestAt] = await Promise.all([
      queue.getJobCounts('waiting', 'active', 'failed'),
      this.store.oldestMessage(name),
    ]);
    const { waiting = 0, active = 0, failed = 0 } = counts;
    return { name, feed: name.replace(OURS, ''), waiting, active, oldestAt, refused: failed };
  }
}
