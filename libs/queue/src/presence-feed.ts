import type { QueueBackend } from './backend.js';
import { QueueError } from './errors.js';
import { MessageQueue, type MessageQueueOptions } from './message-queue.js';

/** The queue of messages between the pipeline and the presence service. */
export const PRESENCE_QUEUE = 'footman~presence';

/** A dataset that was noticed, or ingested. */
export interface Sighting {
  /** As `[profile@]bucket`. */
  readonly bucket: string;
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** When it was noticed, in milliseconds since the epoch. */
  readonly arrivedAt: number;
  /** When it was known to be in the Butler, likewise, if that is so. */
  readonly ingestedAt?: number;
}

/** What hears of datasets. */
export interface SightingSink {
  send(...sightings: readonly Sighting[]): void;
}

/** Others wait for this, so little is gathered. */
const GATHER_MS = 5;

/**
 * About an hour of the fastest cadence, if each sighting came alone: without a presence service nobody takes them, and Prompt Processing
 * waits two minutes for an image.
 */
const MAX_BATCHES = 100_000;

/** The pipeline's side: tells the presence service of datasets by way of the queue, and never holds anyone up. */
export class PresenceFeed implements SightingSink {
  private readonly queue: MessageQueue<Sighting>;

  /** @throws QueueError `queue.needs_redis` on PostgreSQL: nobody would take what is sent. */
  constructor(backend: QueueBackend, options: Pick<MessageQueueOptions, 'onError'> = {}) {
    presenceRedis(backend);
    this.queue = new MessageQueue(backend, PRESENCE_QUEUE, {
      ...options,
      gatherMs: GATHER_MS,
      maxBatches: MAX_BATCHES,
    });
  }

  /** Connects in the background; neither throws nor hangs when the server is away. */
  start(): Promise<void> {
    return this.queue.start();
  }

  send(...sightings: readonly Sighting[]): void {
    this.queue.send(sightings);
  }

  /** Sightings that were dropped, because the queue was away for too long or had too many, or the process closed meanwhile. */
  get dropped(): number {
    return this.queue.dropped;
  }

  /** Sends what is left if that is possible within a bounded time. */
  close(): Promise<void> {
    return this.queue.close();
  }
}

/**
 * The Redis that presence is kept in, which is the queue's own.
 *
 * @throws QueueError `queue.needs_redis`
 */
export function presenceRedis(backend: QueueBackend): string {
  if (backend.kind === 'redis') return backend.url;
  throw new QueueError('Presence needs a queue on Redis: set REDIS_URL, or REDIS_HOST with REDIS_PASSWORD', {
    code: 'queue.needs_redis',
    transient: false,
  });
}
