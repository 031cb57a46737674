import type { JobsOptions } from 'bullmq';
import { Batcher } from './batcher.js';
import type { JobState } from './job-state.js';
import { LANES, type Lane } from './lane.js';
import { jobId, queueName, type ObjectNotice } from './object-notice.js';
import type { OpenQueues } from './open-queues.js';
import { removeJobs } from './remove-jobs.js';
import type { Store } from './store.js';

/** Where notices go. */
export interface AddOptions {
  /** @default 'live' */
  readonly lane?: Lane;
  /** Whether objects whose jobs were completed run afresh, too. @default false */
  readonly again?: boolean;
}

/** What the jobs of notices are like, and how their server is called. */
export interface NoticeSenderOptions {
  readonly attempts: number;
  readonly backoffMs: number;
  /** Limits the work's time and wraps its errors. */
  readonly attempt: <T>(work: () => Promise<T>) => Promise<T>;
  readonly onError: (error: Error) => void;
}

interface Addition extends Required<AddOptions> {
  readonly notice: ObjectNotice;
}

const JOB_NAME = 'object';
const HOUR_SECONDS = 3600;
const GATHER_MS = 1;
/** One addBulk of this size keeps Redis busy for some 40 ms. */
const MAX_BULK = 1000;
/** Backfill goes in small portions, one after the other, so that notices get in between. */
const BACKFILL_BULK = 250;
const KEEP_COMPLETED = 20_000;
const KEEP_FAILED = { age: 14 * 24 * HOUR_SECONDS, count: 100_000 } as const;

/** Makes jobs of notices, as many as come together at once. */
export class NoticeSender {
  private readonly batcher: Batcher<Addition, JobState | undefined>;
  private readonly jobOptions: JobsOptions;

  constructor(
    private readonly store: Store,
    private readonly queues: OpenQueues,
    private readonly options: NoticeSenderOptions,
  ) {
    const keep = store.cheapKeepCount;
    this.jobOptions = {
      attempts: options.attempts,
      backoff: { type: 'exponential', delay: options.backoffMs, jitter: 0.5 },
      removeOnComplete: keep ? { age: HOUR_SECONDS, count: KEEP_COMPLETED } : { age: HOUR_SECONDS },
      removeOnFail: keep ? KEEP_FAILED : { age: KEEP_FAILED.age },
    };
    this.batcher = new Batcher<Addition, JobState | undefined>({
      key: ({ notice, lane, again }) => `${lane} ${again} ${notice.bucket}`,
      windowMs: GATHER_MS,
      maxWaitMs: 2 * GATHER_MS,
      maxSize: MAX_BULK,
      run: async (_, additions) => {
        const before = await this.send(additions);
        return before.map((value) => ({ status: 'fulfilled', value }));
      },
    });
  }

  /** Resolves once all notices are durably queued, to those whose jobs are put aside for now. */
  async add(
    notices: readonly ObjectNotice[],
    { lane = 'live', again = false }: AddOptions,
  ): Promise<ReadonlySet<ObjectNotice>> {
    const aside = new Set<ObjectNotice>();
    const portion = lane === 'backfill' ? BACKFILL_BULK : notices.length;
    for (let start = 0; start < notices.length; start += portion) {
      const some = notices.slice(start, start + portion);
      const before = await Promise.all(some.map((notice) => this.batcher.add({ notice, lane, again })));
      some.forEach((notice, index) => before[index] === 'delayed' && aside.add(notice));
    }
    return aside;
  }

  /** Sends what was accepted. */
  async flush(): Promise<void> {
    await this.batcher.flush();
  }

  /** Resolves to where their jobs were in this lane before. */
  private async send(additions: readonly Addition[]): Promise<(JobState | undefined)[]> {
    const [{ notice, lane, again }] = additions as [Addition];
    const { bucket } = notice;
    const ids = additions.map((addition) => jobId(addition.notice));
    return await this.options.attempt(async () => {
      const byId = new Map(additions.map((addition, index) => [ids[index] as string, addition.notice]));
      const before = await this.makeRoom(bucket, byId, { lane, again });
      const queue = await this.queues.get(bucket, lane);
      const jobs = Array.from(byId, ([id, data]) => ({
        name: JOB_NAME,
        data,
        opts: { ...this.jobOptions, jobId: id },
      }));
      // The note is for people to read: jobs that are queued don't fail with it.
      const noted = this.store.noteAdded(queueName(bucket, lane), Date.now()).catch(this.options.onError);
      await Promise.all([queue.addBulk(jobs), noted]);
      return ids.map((id) => before.get(id));
    });
  }

  /**
   * Makes room for jobs that start afresh, since BullMQ silently ignores an id that it knows; and leaves out objects that
   * were completed in the other lane. Resolves to where the jobs of this lane were.
   *
   * Done before the jobs are added, so that one which fails right after that isn't taken for an old one. Removing beats
   * `job.retry()`, which keeps the mark of a job that stalled too often and fails it again at once. If the server goes
   * away in between, the caller hears of it and keeps the notice.
   */
  private async makeRoom(
    bucket: string,
    byId: Map<string, ObjectNotice>,
    { lane, again }: Required<AddOptions>,
  ): Promise<ReadonlyMap<string, JobState>> {
    const stale: JobState[] = again ? ['failed', 'completed'] : ['failed'];
    const ids = [...byId.keys()];
    let before: ReadonlyMap<string, JobState> = new Map();
    await Promise.all(
      LANES.map(async (each) => {
        const states = await this.store.states(queueName(bucket, each), ids);
        if (each === lane) before = states;
        else if (!again) {
          for (const [id, state] of states) if (state === 'completed') byId.delete(id);
        }
        await removeJobs(this.queues, bucket, each, states, stale);
      }),
    );
    return before;
  }
}
