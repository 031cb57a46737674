import type { QueueBackend } from './backend.js';
import { answers } from './answers.js';
import { bounded } from './bounded.js';
import { Canaries } from './canaries.js';
import { QueueUnavailableError } from './errors.js';
import { JOB_STATES, type JobState } from './job-state.js';
import { LANES, type Lane } from './lane.js';
import { takeLease, type Lease } from './lease.js';
import { MessageQueues } from './message-queues.js';
import { NoticeSender, type AddOptions } from './notice-sender.js';
import { bucketOf, jobId, laneOf, queueName, type ObjectNotice } from './object-notice.js';
import { OpenQueues } from './open-queues.js';
import { openStore, timeoutOf } from './open-store.js';
import { Parking, type ParkedObject } from './parking.js';
import { bucketsNoted } from './queue-names.js';
import { quietErrors } from './quiet-errors.js';
import { removeJobs } from './remove-jobs.js';
import type { MemoryUse, Store } from './store.js';

/** How notices become jobs. */
export interface ObjectQueuesOptions {
  /** Called for connection errors that no caller waits for; repeated ones are left out. */
  readonly onError?: (error: Error) => void;
  /** How often a handler may fail before its job does. @default 3 */
  readonly attempts?: number;
  /** Delay before the first retry in milliseconds; doubles each time, with jitter. @default 1000 */
  readonly backoffMs?: number;
  /** Longest time for one command, in milliseconds. @default 500 on Redis, 2000 on PostgreSQL */
  readonly timeoutMs?: number;
}

/** Where an object's job is. */
export interface JobPlace {
  readonly lane: Lane;
  readonly state: JobState;
}

/** What a lane holds. */
export interface LaneStatus extends Readonly<Record<JobState, number>> {
  /** When the oldest job was added that waits or runs, parked and retrying ones aside; milliseconds since the epoch. */
  readonly oldestPendingAt: number | null;
  /** When a job was last added, in milliseconds since the epoch. */
  readonly lastAddedAt: number | null;
}

/** An object whose job was given up. */
export interface FailedObject {
  readonly notice: ObjectNotice;
  readonly lane: Lane;
  /** Milliseconds since the epoch. */
  readonly failedAt: number;
  readonly reason: string;
}

/** How many jobs are asked for or removed in one go. */
const PORTION = 250;

/** The producing side: two queues per bucket, made when first needed, and what there is to know about them. */
export class ObjectQueues {
  readonly canaries: Canaries;
  readonly messages: MessageQueues;
  private readonly store: Store;
  private readonly queues: OpenQueues;
  private readonly parking: Parking;
  private readonly sender: NoticeSender;
  private readonly timeoutMs: number;
  private readonly onError: (error: Error) => void;
  private closed = false;

  constructor(backend: QueueBackend, options: ObjectQueuesOptions = {}) {
    const { attempts = 3, backoffMs = 1000 } = options;
    this.onError = quietErrors(options.onError);
    this.timeoutMs = timeoutOf(backend, options.timeoutMs);
    this.store = openStore(backend, options.timeoutMs, this.onError);
    this.queues = new OpenQueues(this.store, this.onError);
    this.canaries = new Canaries(this.store, (work) => this.attempt(work));
    this.messages = new MessageQueues(this.store, this.queues, (work) => this.attempt(work));
    this.parking = new Parking(this.store, this.queues, this.onError);
    this.sender = new NoticeSender(this.store, this.queues, {
      attempts,
      backoffMs,
      attempt: (work) => this.attempt(work),
      onError: this.onError,
    });
  }

  /** Connects in the background; neither throws nor hangs when the server is away. */
  async start(): Promise<void> {
    await this.store.start();
  }

  /**
   * Resolves once all notices are durably queued; safe to repeat, since jobs have deterministic ids.
   *
   * Nothing happens for an object whose job is alive in this lane, or was completed in either within the last hour; a job
   * that has failed starts afresh with this notice. One that is alive in the other lane runs in both, where whichever is
   * second finds the work done: so a notice never waits behind a backfill.
   *
   * @returns those of them for which nothing happens because their jobs were begun and put aside, parked or until another attempt.
   * @throws QueueUnavailableError fast, when the server is away; some of the notices may be queued even so.
   */
  async add(notices: readonly ObjectNotice[], options: AddOptions = {}): Promise<ReadonlySet<ObjectNotice>> {
    this.assertConnected();
    return await this.sender.add(notices, options);
  }

  /** Whether the server answers, within a bounded time. */
  async ready(): Promise<boolean> {
    if (this.closed || !this.store.connected) return false;
    return await answers(this.store, this.timeoutMs);
  }

  /**
   * What the server uses of its memory, in bytes; null where the queue isn't kept in memory.
   *
   * @throws QueueUnavailableError when the server is away.
   */
  async memory(): Promise<MemoryUse | null> {
    return await this.attempt(() => this.store.memory());
  }

  /**
   * Where the jobs of these objects are, by job id; those that have none are left out. Costs the same however long the
   * queues are.
   *
   * @throws QueueUnavailableError when the server is away.
   */
  async states(bucket: string, notices: readonly ObjectNotice[]): Promise<Map<string, JobPlace>> {
    const places = new Map<string, JobPlace>();
    for (const lane of LANES) {
      for (const ids of portions(notices)) {
        const states = await this.attempt(() => this.store.states(queueName(bucket, lane), ids));
        for (const [id, state] of states) {
          if (precedes(state, places.get(id)?.state)) places.set(id, { lane, state });
        }
      }
    }
    return places;
  }

  /**
   * What the lanes of a bucket hold; cheap, however much it is.
   *
   * @throws QueueUnavailableError when the server is away.
   */
  async status(bucket: string): Promise<Record<Lane, LaneStatus>> {
    const [live, backfill] = await Promise.all(LANES.map((lane) => this.laneStatus(bucket, lane)));
    return { live: live as LaneStatus, backfill: backfill as LaneStatus };
  }

  /**
   * How many jobs of a bucket's live lane are in each state.
   *
   * @throws QueueUnavailableError when the server is away.
   */
  async counts(bucket: string, lane: Lane = 'live'): Promise<Record<string, number>> {
    return await this.attempt(async () => {
      const queue = await this.queues.get(bucket, lane);
      return await queue.getJobCounts('waiting', 'active', 'delayed', 'completed', 'failed');
    });
  }

  /**
   * The buckets to whose queues anything was added, in order.
   *
   * @throws QueueUnavailableError when the server is away.
   */
  async buckets(): Promise<string[]> {
    const added = await this.attempt(() => this.store.added());
    return bucketsNoted(added.keys());
  }

  /**
   * When jobs were last added to the live lane of each bucket that has one, in milliseconds since the epoch.
   *
   * @throws QueueUnavailableError when the server is away.
   */
  async lastAdded(): Promise<Map<string, number>> {
    const added = await this.attempt(() => this.store.added());
    return new Map(
      [...added].flatMap(([name, at]) => (laneOf(name) === 'live' ? [[bucketOf(name), at]] : [])),
    );
  }

  /**
   * The objects of a bucket that wait for something else to happen first.
   *
   * @throws QueueUnavailableError when the server is away.
   */
  async parked(bucket: string): Promise<ParkedObject[]> {
    const found = new Map<string, ParkedObject>();
    for (const lane of LANES) {
      for (let page = 0, more = true; more; page += 1) {
        const read = await this.attempt(() => this.parking.page(bucket, lane, page));
        // Pages shift while jobs come and go.
        for (const object of read.objects) found.set(`${lane} ${jobId(object.notice)}`, object);
        more = read.more;
      }
    }
    return [...found.values()];
  }

  /**
   * Lets the objects of a bucket go on that wait with this key; resolves to their number.
   *
   * @throws QueueUnavailableError when the server is away; they then go on after their delay.
   */
  async wake(bucket: string, wakeKey: string): Promise<number> {
    return await this.attempt(() => this.parking.wake(bucket, wakeKey));
  }

  /**
   * Forgets jobs that have failed, wait or are parked, in either lane; resolves to how many. What runs just now stays.
   *
   * @throws QueueUnavailableError when the server is away; some of the jobs may be gone even so.
   */
  async remove(bucket: string, notices: readonly ObjectNotice[]): Promise<number> {
    let removed = 0;
    for (const lane of LANES) {
      for (const ids of portions(notices)) {
        removed += await this.attempt(async () => {
          const states = await this.store.states(queueName(bucket, lane), ids);
          return await removeJobs(this.queues, bucket, lane, states, ['failed', 'waiting', 'delayed']);
        });
      }
    }
    return removed;
  }

  /**
   * The objects of a bucket whose jobs were given up, the latest first in each lane.
   *
   * @throws QueueUnavailableError when the server is away.
   */
  async *failed(bucket: string): AsyncGenerator<FailedObject> {
    for (const lane of LANES) {
      for (let start = 0; ; start += PORTION) {
        const jobs = await this.attempt(async () => {
          const queue = await this.queues.get(bucket, lane);
          return await queue.getFailed(start, start + PORTION - 1);
        });
        for (const { data, finishedOn, failedReason } of jobs) {
          yield { notice: data, lane, failedAt: finishedOn ?? 0, reason: failedReason };
        }
        if (jobs.length < PORTION) break;
      }
    }
  }

  /**
   * Takes the lease of this name; null while somebody else has it. It ends by itself unless renewed in time.
   *
   * @throws QueueUnavailableError when the server is away.
   */
  async lease(name: string, ttlMs: number): Promise<Lease | null> {
    return await this.attempt(() => takeLease(this.store, name, ttlMs));
  }

  /** Sends what was accepted and disconnects. */
  async close(): Promise<void> {
    if (this.closed) return;
    await this.sender.flush();
    this.closed = true;
    await this.queues.close(2 * this.timeoutMs);
    await this.store.close();
  }

  private async laneStatus(bucket: string, lane: Lane): Promise<LaneStatus> {
    const name = queueName(bucket, lane);
    const [counts, oldestPendingAt, added] = await Promise.all([
      this.counts(bucket, lane),
      this.attempt(() => this.store.oldestPending(name)),
      this.attempt(() => this.store.added()),
    ]);
    const byState = Object.fromEntries(JOB_STATES.map((state) => [state, counts[state] ?? 0]));
    return {
      ...(byState as Record<JobState, number>),
      oldestPendingAt,
      lastAddedAt: added.get(name) ?? null,
    };
  }

  private async attempt<T>(work: () => Promise<T>): Promise<T> {
    this.assertConnected();
    try {
      // Each command has its own limit; this one is for those that BullMQ sends in a row.
      return await bounded(work(), 2 * this.timeoutMs, () => {
        throw new Error('Timed out');
      });
    } catch (cause) {
      throw new QueueUnavailableError('The queue did not answer in time; try again later', { cause });
    }
  }

  private assertConnected(): void {
    if (this.closed) throw new QueueUnavailableError('The queues are closed');
    if (!this.store.connected) throw new QueueUnavailableError('The queue is not connected; try again later');
  }
}

/** The job ids of notices, in portions. */
function* portions(notices: readonly ObjectNotice[]): Generator<string[]> {
  for (let start = 0; start < notices.length; start += PORTION) {
    yield notices.slice(start, start + PORTION).map(jobId);
  }
}

/** Whether this state says more of an object that has a job in both lanes. */
function precedes(state: JobState, other: JobState | undefined): boolean {
  return other === undefined || JOB_STATES.indexOf(state) < JOB_STATES.indexOf(other);
}
