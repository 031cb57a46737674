import type { Queue } from 'bullmq';
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

/** A message that its consumer put aside. */
export interface RefusedMessage {
  readonly id: string;
  /** When it was refused, in milliseconds since the epoch. */
  readonly at: number;
  readonly reason: string;
  readonly items: readonly unknown[];
}

/** What is asked of a server about messages. */
export type MessageStore = Pick<Store, 'added' | 'oldestMessage' | 'states'>;

/** How many messages are read or changed in one go; each may have a thousand items. */
const PORTION = 50;

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

  /**
   * What was refused in a queue, the latest first.
   *
   * @throws QueueUnavailableError when the server is away.
   */
  async *refused(name: string): AsyncGenerator<RefusedMessage> {
    const told = new Set<string>();
    for (let start = 0; ; start += PORTION) {
      const page = await this.attempt(async () => {
        const queue = await this.queues.named<MessageBatch<unknown>>(name);
        const ids = await queue.getRanges(['failed'], start, start + PORTION - 1, false);
        return { size: ids.length, jobs: await Promise.all(ids.map((id) => queue.getJob(id))) };
      });
      for (const job of page.jobs) {
        // Pages shift while others are refused, or expire.
        if (!job?.id || told.has(job.id)) continue;
        told.add(job.id);
        yield { id: job.id, at: job.finishedOn ?? 0, reason: job.failedReason, items: job.data.items };
      }
      if (page.size < PORTION) return;
    }
  }

  /**
   * Sends refused messages again; resolves to how many.
   *
   * @throws QueueUnavailableError when the server is away; some may be sent even so, and it is safe to repeat.
   */
  async retry(name: string, ids: readonly string[]): Promise<number> {
    return await this.change(name, ids, async (queue, id) => {
      await (await queue.getJob(id))?.retry('failed', { resetAttemptsMade: true });
    });
  }

  /**
   * Forgets refused messages for good; resolves to how many.
   *
   * @throws QueueUnavailableError when the server is away; some may be gone even so, and it is safe to repeat.
   */
  async forget(name: string, ids: readonly string[]): Promise<number> {
    return await this.change(name, ids, async (queue, id) => void (await queue.remove(id)));
  }

  /** Does something to those messages that are still refused. */
  private async change(
    name: string,
    ids: readonly string[],
    work: (queue: Queue<MessageBatch<unknown>>, id: string) => Promise<void>,
  ): Promise<number> {
    let changed = 0;
    for (let start = 0; start < ids.length; start += PORTION) {
      changed += await this.attempt(async () => {
        const queue = await this.queues.named<MessageBatch<unknown>>(name);
        const states = await this.store.states(name, ids.slice(start, start + PORTION));
        const refused = [...states].flatMap(([id, state]) => (state === 'failed' ? [id] : []));
        await Promise.all(refused.map((id) => work(queue, id)));
        return refused.length;
      });
    }
    return changed;
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
