import { MessageQueue, type QueueBackend } from '@footman/queue';
import type { Stage, StageSink } from './stage.js';

/** The queue of messages between the pipeline and the ledger. */
export const LEDGER_QUEUE = 'footman~ledger';

/** How stages are sent. */
export interface LedgerFeedOptions {
  /** Called when stages can't be sent now, or are dropped; repeated errors are left out. */
  readonly onError?: (error: Error) => void;
}

/** The ledger follows at its leisure; fewer and fuller messages cost the queue less. */
const GATHER_MS = 200;

/** Several nights: the ledger may be away for long, but what its consumer never takes must not fill the queue's server. */
const MAX_BATCHES = 1_000_000;

/** The pipeline's side: sends stages to the ledger by way of the queue, and never holds anyone up. */
export class LedgerFeed implements StageSink {
  private readonly queue: MessageQueue<Stage>;

  constructor(backend: QueueBackend, options: LedgerFeedOptions = {}) {
    this.queue = new MessageQueue(backend, LEDGER_QUEUE, {
      ...options,
      gatherMs: GATHER_MS,
      maxBatches: MAX_BATCHES,
    });
  }

  /** Connects in the background; neither throws nor hangs when the server is away. */
  start(): Promise<void> {
    return this.queue.start();
  }

  send(...stages: readonly Stage[]): void {
    this.queue.send(stages);
  }

  /** Stages that were dropped, because the queue was away for too long or had too many, or the process closed meanwhile. */
  get dropped(): number {
    return this.queue.dropped;
  }

  /** Sends what is left if that is possible within a bounded time. */
  close(): Promise<void> {
    return this.queue.close();
  }
}
