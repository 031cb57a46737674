import type { ObjectStore, StoredObject } from '@footman/object-store';
import type { ObjectNotice, ObjectQueues } from '@footman/queue';
import { jobId, noticeOfListed } from '@footman/queue';
import { patiently } from '../site/patiently.js';

/** What a replay works with. */
export interface ReplayParts {
  readonly store: Pick<ObjectStore, 'list'>;
  readonly queues: Pick<ObjectQueues, 'states' | 'add'>;
  /** Called with what was queued, a thousand objects at most. */
  readonly onQueued: (notices: readonly ObjectNotice[]) => Promise<void>;
  readonly onProgress: (soFar: ReplayCounts) => void;
}

/** What is replayed of a bucket. */
export interface ReplayPlan {
  readonly bucket: string;
  readonly prefixes: readonly string[];
  /** Objects are datasets if this is found in `[profile@]bucket/key`. */
  readonly datasetRegexp: RegExp;
  readonly dryRun: boolean;
}

/** How many objects a replay found, and what became of them or would. */
export interface ReplayCounts {
  readonly listed: number;
  readonly datasets: number;
  /** Datasets that are queued, or would be. */
  readonly queued: number;
  /** Of these, those whose jobs had failed. */
  readonly failed: number;
  /** Of these, those whose jobs had been completed within the last hour. */
  readonly completed: number;
  /** Datasets whose jobs wait or run already: nothing is done for them. */
  readonly alive: number;
}

/** As many as a bulk of the queue's; of a night of any length no more than this is held in memory. */
const CHUNK = 1000;

/** Lists a bucket's objects and queues the datasets among them on the backfill lane. @throws what store and queue throw */
export async function replayBucket(plan: ReplayPlan, parts: ReplayParts): Promise<ReplayCounts> {
  const replay = new Replay(plan, parts);
  try {
    for (const prefix of plan.prefixes)
      for await (const object of parts.store.list(plan.bucket, { prefix })) await replay.take(object);
    await replay.flush();
  } catch (error) {
    throw new ReplayInterruptedError(replay.counts, error);
  }
  return replay.counts;
}

/** A replay ended early; what was queued stays, and doing it again is harmless. */
export class ReplayInterruptedError extends Error {
  override name = 'ReplayInterruptedError';
  readonly code = 'replay.interrupted';

  constructor(
    readonly counts: ReplayCounts,
    cause: unknown,
  ) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`interrupted after ${counts.queued} datasets were queued, run it again: ${reason}`, { cause });
  }
}

class Replay {
  private tally = { listed: 0, datasets: 0, queued: 0, failed: 0, completed: 0, alive: 0 };
  private chunk: ObjectNotice[] = [];

  constructor(
    private readonly plan: ReplayPlan,
    private readonly parts: ReplayParts,
  ) {}

  get counts(): ReplayCounts {
    return { ...this.tally };
  }

  async take(object: StoredObject): Promise<void> {
    this.tally.listed += 1;
    if (this.plan.datasetRegexp.test(`${this.plan.bucket}/${object.key}`)) {
      this.tally.datasets += 1;
      this.chunk.push(noticeOfListed(this.plan.bucket, object));
    }
    if (this.chunk.length >= CHUNK) await this.flush();
  }

  async flush(): Promise<void> {
    const notices = this.chunk;
    this.chunk = [];
    if (notices.length === 0) return;
    const { queues } = this.parts;
    const states = await patiently(() => queues.states(this.plan.bucket, notices));
    const stateOf = (notice: ObjectNotice) => states.get(jobId(notice))?.state;
    const queued = notices.filter((notice) => {
      const state = stateOf(notice);
      if (state === 'failed' || state === 'completed') this.tally[state] += 1;
      return state === undefined || state === 'failed' || state === 'completed';
    });
    if (!this.plan.dryRun && queued.length > 0) {
      await patiently(() => queues.add(queued, { lane: 'backfill', again: true }));
      await this.parts.onQueued(queued);
    }
    this.tally.queued += queued.length;
    this.tally.alive += notices.length - queued.length;
    this.parts.onProgress(this.counts);
  }
}
