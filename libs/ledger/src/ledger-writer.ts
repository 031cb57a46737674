import { MessageConsumer, type MessageConsumerOptions, type QueueBackend } from '@footman/queue';
import type { Ledger } from './ledger.js';
import { LEDGER_QUEUE } from './ledger-feed.js';
import type { Stage } from './stage.js';

/** How stages are taken, and who hears of it. */
export interface LedgerWriterOptions extends Pick<
  MessageConsumerOptions,
  'onError' | 'concurrency' | 'firstMs' | 'maxMs'
> {
  /** Called for each batch that the database has. */
  readonly onRecorded?: (stages: readonly Stage[]) => void;
  /** Called for each stage that no database could hold. */
  readonly onUnusable?: (stage: Stage, why: string) => void;
}

/** The ledger's side: takes stages from the queue and writes them in bulk; while the database is away they stay in the queue. */
export class LedgerWriter {
  private readonly consumer: MessageConsumer<Stage>;

  constructor(backend: QueueBackend, ledger: Ledger, options: LedgerWriterOptions = {}) {
    const { onRecorded, onUnusable, ...rest } = options;
    this.consumer = new MessageConsumer(
      backend,
      LEDGER_QUEUE,
      async (stages) => {
        await ledger.record(stages, onUnusable);
        onRecorded?.(stages);
      },
      rest,
    );
  }

  /** Starts to take stages; neither throws nor hangs when the queue's server or the database is away. */
  start(): Promise<void> {
    return this.consumer.start();
  }

  /** Whether the queue's server answers; the database's state is the ledger's to tell. */
  ready(): Promise<boolean> {
    return this.consumer.ready();
  }

  /** Finishes what it has begun, or gives it back. */
  close(): Promise<void> {
    return this.consumer.close();
  }
}
