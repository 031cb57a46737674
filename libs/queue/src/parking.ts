import type { Job } from 'bullmq';
import type { WaitError } from './errors.js';
import { LANES, type Lane } from './lane.js';
import { queueName, type ObjectNotice } from './object-notice.js';
import type { OpenQueues } from './open-queues.js';
import type { Store } from './store.js';

/** An object whose job waits for something else to happen first. */
export interface ParkedObject {
  readonly notice: ObjectNotice;
  readonly lane: Lane;
  /** What it waits for. */
  readonly wakeKey: string;
  /** When it first began to wait, in milliseconds since the epoch. */
  readonly since: number;
}

type Mark = Pick<ParkedObject, 'wakeKey' | 'since'>;

const PAGE = 500;

/**
 * Where jobs are put aside until they are woken.
 *
 * What a job waits for, and since when, is kept as its progress, BullMQ's free field of a job: it lives as long as the job,
 * survives what the job survives, and needs no register that could say otherwise.
 */
export class Parking {
  constructor(
    private readonly store: Store,
    private readonly queues: OpenQueues,
    private readonly onError: (error: Error) => void,
  ) {}

  /**
   * Puts a job aside that its worker holds. First it registers, then it waits, then it looks whether the key was woken in
   * between; `wake` counts first and reads the register afterwards. So whichever comes first, no waking is lost.
   */
  async park(bucket: string, job: Job<ObjectNotice>, wait: WaitError): Promise<Mark> {
    const id = job.id as string;
    const before = markOf(job);
    const mark = { wakeKey: wait.wakeKey, since: before?.since ?? Date.now() };
    if (before?.wakeKey !== mark.wakeKey) await job.updateProgress(mark);
    const register = queueName(bucket);
    const joined = await this.store.join(register, wait.wakeKey, id).catch(this.withoutWaking);
    const delayMs = joined.woken > joined.seen ? 0 : wait.delayMs;
    await job.moveToDelayed(Date.now() + delayMs, job.token);
    const woken = await this.store.woken(register, wait.wakeKey).catch(() => joined.woken);
    if (woken > joined.woken) await this.promote(bucket, [id]);
    return mark;
  }

  /** Lets all jobs of either lane go on that wait with this key; resolves to their number. */
  async wake(bucket: string, wakeKey: string): Promise<number> {
    return await this.promote(bucket, await this.store.wake(queueName(bucket), wakeKey));
  }

  /** A page of what is parked in a lane, and of what looks again just now; `more` if there may be another. */
  async page(bucket: string, lane: Lane, page: number): Promise<{ objects: ParkedObject[]; more: boolean }> {
    const queue = await this.queues.get(bucket, lane);
    const jobs = await queue.getJobs(['delayed', 'active'], page * PAGE, (page + 1) * PAGE - 1);
    const objects = jobs.flatMap((job) => {
      const mark = job && markOf(job);
      return mark ? [{ notice: job.data, lane, ...mark }] : [];
    });
    return { objects, more: jobs.length >= PAGE };
  }

  private async promote(bucket: string, ids: readonly string[]): Promise<number> {
    if (ids.length === 0) return 0;
    const queues = await Promise.all(LANES.map((lane) => this.queues.get(bucket, lane)));
    const attempts = queues.flatMap((queue) => ids.map((id) => queue.getBackend().promote(id)));
    const outcomes = await Promise.allSettled(attempts);
    // One that is refused isn't waiting: it is finished, already awake, or on its way into the wait, where it looks for itself.
    return outcomes.filter(({ status }) => status === 'fulfilled').length;
  }

  /** Without the register a job still goes on after its delay. */
  private readonly withoutWaking = (error: Error) => {
    this.onError(error);
    return { woken: 0, seen: 0 };
  };
}

/** Since when a job waits for something, and for what; undefined if it never did. */
export function markOf({ progress }: Pick<Job, 'progress'>): Mark | undefined {
  return typeof progress === 'object' && 'wakeKey' in progress ? (progress as Mark) : undefined;
}
