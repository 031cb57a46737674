import type { Queue } from 'bullmq';
import type { QueueBackend } from './backend.js';
import { bounded } from './bounded.js';
import { QueueUnavailableError } from './errors.js';
import { openQueue } from './open-queue.js';
import { openStore, timeoutOf } from './open-store.js';
import { queuesNoted } from './queue-names.js';
import { quietErrors } from './quiet-errors.js';
import type { Store } from './store.js';

/** How queues are looked at. */
export interface AllQueuesOptions {
  /** Called for connection errors; repeated ones are left out. */
  readonly onError?: (error: Error) => void;
  /** Longest time for one command, in milliseconds. @default 500 on Redis, 2000 on PostgreSQL */
  readonly timeoutMs?: number;
}

/** Every queue of a site as BullMQ has it, for dashboards: both lanes of each bucket, and those of messages. */
export class AllQueues {
  private readonly store: Store;
  private readonly onError: (error: Error) => void;
  private readonly timeoutMs: number;
  private readonly opened = new Map<string, Promise<Queue>>();

  constructor(backend: QueueBackend, options: AllQueuesOptions = {}) {
    this.onError = quietErrors(options.onError);
    this.timeoutMs = timeoutOf(backend, options.timeoutMs);
    this.store = openStore(backend, options.timeoutMs, this.onError);
  }

  /** Connects in the background; neither throws nor hangs when the server is away. */
  async start(): Promise<void> {
    await this.store.start();
  }

  /**
   * Those that there are now; each is opened once.
   *
   * @throws QueueUnavailableError when the server is away.
   */
  async now(): Promise<Queue[]> {
    const open = async () => {
      const names = queuesNoted((await this.store.added()).keys());
      return await Promise.all(names.map((name) => this.open(name)));
    };
    try {
      if (!this.store.connected) throw new Error('Not connected');
      return await bounded(open(), 2 * this.timeoutMs, () => {
        throw new Error('Timed out');
      });
    } catch (cause) {
      throw new QueueUnavailableError('The queue did not answer in time; try again later', { cause });
    }
  }

  /** Disconnects. */
  async close(): Promise<void> {
    const closing = [...this.opened.values()].map(async (opened) => (await opened).close());
    await bounded(Promise.allSettled(closing), 2 * this.timeoutMs, () => undefined);
    await this.store.close();
  }

  private open(name: string): Promise<Queue> {
    let opened = this.opened.get(name);
    if (!opened) {
      opened = openQueue(this.store, name, this.onError, {}, this.store.viewer);
      this.opened.set(name, opened);
      opened.catch(() => this.opened.delete(name));
    }
    return opened;
  }
}
