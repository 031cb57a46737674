import { Batcher, MessageConsumer, type QueueBackend } from '@footman/queue';
import type { Ledger } from './ledger.js';
import { LEDGER_QUEUE } from './ledger-feed.js';
import type { Stage } from './stage.js';

/** Who hears of what the writer does, and how patient it is. */
export interface LedgerWriterOptions {
  /** Called when the queue's server or the database is away; repeated errors are left out. */
  readonly onError?: (error: Error) => void;
  /** Called for each batch that the database has. */
  readonly onRecorded?: (stages: readonly Stage[]) => void;
  /** Called for each stage that no database could hold. */
  readonly onUnusable?: (stage: Stage, why: string) => void;
  /** Longest wait between attempts while the database is away, in milliseconds. @default 15000 */
  readonly maxMs?: number;
}

/** Messages in progress at once; each is what one process told within a moment. */
const CONCURRENCY = 16;
/** Many processes tell little each: their messages are gathered for so long and written together. */
const GATHER_MS = 20;

/** The ledger's side: takes stages from the queue and writes them in bulk; while the database is away they stay in the queue. */
export class LedgerWriter {
  private readonly consumer: MessageConsumer<Stage>;
  private readonly batcher: Batcher<readonly Stage[], void>;

  constructor(
    backend: QueueBackend,
    private readonly ledger: Ledger,
    private readonly options: LedgerWriterOptions = {},
  ) {
    const { onError, maxMs } = options;
    this.batcher = new Batcher({
      key: () => '',
      windowMs: GATHER_MS,
      maxSize: CONCURRENCY,
      run: async (_key, messages) => {
        await this.write(messages.flat());
        return messages.map(() => ({ status: 'fulfilled', value: undefined }));
      },
    });
    this.consumer = new MessageConsumer<Stage>(backend, LEDGER_QUEUE, (stages) => this.batcher.add(stages), {
      onError,
      maxMs,
      concurrency: CONCURRENCY,
    });
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

  private async write(stages: readonly Stage[]): Promise<void> {
    const { onRecorded, onUnusable } = this.options;
    await this.ledger.record(stages, onUnusable);
    onRecorded?.(stages);
  }
}
