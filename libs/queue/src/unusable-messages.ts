import type { Queue } from 'bullmq';
import { setTimeout as sleep } from 'node:timers/promises';
import type { QueueBackend } from './backend.js';
import { bounded } from './bounded.js';
import { QueueUnavailableError } from './errors.js';
import { openQueue } from './open-queue.js';
import { openStore, timeoutOf } from './open-store.js';
import { quietErrors } from './quiet-errors.js';
import type { Store } from './store.js';

/** A message of a topic that nobody can use: where it is, and why. */
export interface UnusableMessage {
  readonly topic: string;
  readonly partition: number;
  /** A whole number, as text: it may be larger than JSON's numbers. */
  readonly offset: string;
  /** What is wrong with it; nothing of what is in it. */
  readonly reason: string;
  readonly bytes: number;
  /** When it was read, in milliseconds since the epoch. */
  readonly at: number;
}

/** How they are kept. */
export interface UnusableMessagesOptions {
  /** Called when they can't be kept; repeated errors are left out. */
  readonly onError?: (error: Error) => void;
  /** The newest so many are kept, some more for a while. @default 1000 */
  readonly capacity?: number;
}

const NAME = 'footman~unusable';
const GATHER_MS = 100;

/**
 * Keeps in mind which messages nobody can use, for a person to look at; the messages themselves stay in their topic.
 *
 * Whoever keeps them never waits for it, and while the server is away they are only logged.
 */
export class UnusableMessages {
  private readonly store: Store;
  private readonly onError: (error: Error) => void;
  private readonly timeoutMs: number;
  private readonly capacity: number;
  private held: UnusableMessage[] = [];
  private queue: Queue<UnusableMessage> | undefined;
  private sending: Promise<void> | undefined;

  constructor(backend: QueueBackend, options: UnusableMessagesOptions = {}) {
    this.capacity = options.capacity ?? 1000;
    this.onError = quietErrors(options.onError);
    this.timeoutMs = timeoutOf(backend, undefined);
    this.store = openStore(backend, undefined, this.onError);
  }

  /** Connects in the background; neither throws nor hangs when the server is away. */
  async start(): Promise<void> {
    await this.store.start();
  }

  /** Keeps one before long. */
  keep(message: UnusableMessage): void {
    this.held.push(message);
    if (this.held.length > this.capacity) this.held.shift();
    this.sending ??= this.send();
  }

  /**
   * Those that are kept, the newest first.
   *
   * @throws QueueUnavailableError when the server is away.
   */
  async list(): Promise<UnusableMessage[]> {
    try {
      return await this.attempt(async () => {
        const jobs = await this.jobs(await this.open());
        return jobs.map(({ data }) => data);
      });
    } catch (cause) {
      throw new QueueUnavailableError('The queue did not answer in time; try again later', { cause });
    }
  }

  /** Sends what is held if that is possible within a bounded time, and disconnects. */
  async close(): Promise<void> {
    await this.sending;
    await bounded(this.queue?.close() ?? Promise.resolve(), this.timeoutMs, () => undefined);
    await this.store.close();
  }

  private async send(): Promise<void> {
    await sleep(GATHER_MS);
    const now = this.held;
    this.held = [];
    this.sending = undefined;
    try {
      await this.attempt(async () => {
        const queue = await this.open();
        // A message that is read twice is kept once.
        const jobs = now.map((data) => ({ name: 'message', data, opts: { jobId: idOf(data) } }));
        await queue.addBulk(jobs as never);
        await this.forgetOldest(queue);
      });
    } catch (error) {
      this.onError(error as Error);
    }
  }

  private async forgetOldest(queue: Queue<UnusableMessage>): Promise<void> {
    const excess = (await queue.getWaitingCount()) - this.capacity;
    if (excess < this.capacity / 10) return;
    const oldest = (await this.jobs(queue)).slice(this.capacity);
    await Promise.all(oldest.map(({ id }) => queue.remove(id as string)));
  }

  /** The newest first; servers have orders of their own. */
  private async jobs(queue: Queue<UnusableMessage>) {
    const jobs = await queue.getJobs(['waiting'], 0, 3 * this.capacity);
    return jobs.sort((a, b) => b.data.at - a.data.at);
  }

  private async open(): Promise<Queue<UnusableMessage>> {
    return (this.queue ??= await openQueue<UnusableMessage>(this.store, NAME, this.onError));
  }

  private async attempt<T>(work: () => Promise<T>): Promise<T> {
    if (!this.store.connected) throw new Error('Unusable messages are not kept: not connected');
    return await bounded(work(), 4 * this.timeoutMs, () => {
      throw new Error('Unusable messages are not kept: no answer');
    });
  }
}

/** BullMQ wants no id that is a number, and no colon in it. */
function idOf({ topic, partition, offset }: UnusableMessage): string {
  return `${topic}/${partition}/${offset}`.replaceAll(':', '_');
}
