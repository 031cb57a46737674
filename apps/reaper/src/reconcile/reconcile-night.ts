import type { RegisteredFile } from '@footman/butler-client';
import type { ObjectState, Stage } from '@footman/ledger';
import { formatS3Uri, type StoredObject } from '@footman/object-store';
import { placeInNight } from '@footman/obs-lsst';
import { jobId, type JobState, noticeOfListed, type ObjectNotice } from '@footman/queue';
import { type Cause, RECOVERED } from './cause.js';
import { causeOf } from './cause-of.js';
import { nightDatasets } from './night-datasets.js';
import { lost, type NightReport, noCauses, partsPerMillion } from './night-report.js';
import type { Systems } from './systems.js';
import { windows } from './windows.js';

/** An object that the Butler lacks. */
export interface MissingObject {
  readonly object: StoredObject;
  readonly cause: Cause;
  /** Whether it was queued again. */
  readonly queued: boolean;
}

/** How a night is compared. */
export interface ReconcileOptions {
  /** Objects are datasets if this is found in `[profile@]bucket/key`, as the intake has it. */
  readonly datasetRegexp: RegExp;
  /** What was written less than this many milliseconds ago is left out: its notice may be under way. @default 30000 */
  readonly graceMs?: number;
  /** What is queued again, on the backfill lane; nothing for a look only. @default what nobody has decided against */
  readonly requeue?: readonly Cause[];
  /** Tells the ledger what of the Butler's files it doesn't know; costs it a look at each. @default false */
  readonly remind?: boolean;
  /** Who says so to the ledger. */
  readonly worker?: string;
  readonly onMissing?: (missing: MissingObject) => void;
  /** Called when the ledger can't be asked; the comparison goes on without it. */
  readonly onLedgerError?: (error: unknown) => void;
  readonly signal?: AbortSignal;
}

/** Objects compared at once: as many files as ten exposures of the largest camera have. Two windows are held at most. */
const WINDOW = 2050;

/**
 * Compares a night's objects in a bucket with the Butler, finds out why it lacks those that it lacks, and queues what is lost.
 *
 * It takes the same memory whatever the night, and may be given up at any time: whoever begins anew finds the same.
 *
 * @throws the error of the object store, the Butler or the queue that is away
 */
export async function reconcileNight(
  systems: Systems,
  bucket: string,
  night: number,
  options: ReconcileOptions,
): Promise<NightReport> {
  return await new NightComparison(systems, bucket, night, options).run();
}

class NightComparison {
  private readonly missing = noCauses();
  private listed = 0;
  private fresh = 0;
  private newestAt: number | null = null;
  private inButler = 0;
  private queued = 0;
  private ledgerAway = false;
  /** Asked for once, when the first of them turns up. */
  private parkedIds: Promise<ReadonlySet<string>> | undefined;
  private failures: Promise<ReadonlyMap<string, number>> | undefined;

  constructor(
    private readonly systems: Systems,
    private readonly bucket: string,
    private readonly night: number,
    private readonly options: ReconcileOptions,
  ) {}

  async run(): Promise<NightReport> {
    const at = Date.now();
    const { store } = this.systems;
    let compared = Promise.resolve();
    // The next window is listed while this one is compared.
    for await (const window of windows(nightDatasets(store, this.bucket, this.night, this.options), WINDOW)) {
      await compared;
      this.options.signal?.throwIfAborted();
      compared = this.compare(window);
      compared.catch(() => undefined);
    }
    await compared;
    const { bucket, night, listed, fresh, newestAt, inButler, missing, queued } = this;
    const ppm = partsPerMillion(lost(missing), listed);
    return {
      bucket,
      night,
      at,
      durationMs: Date.now() - at,
      listed,
      fresh,
      newestAt,
      inButler,
      missing,
      queued,
      ppm,
    };
  }

  private async compare(window: readonly StoredObject[]): Promise<void> {
    const { graceMs = 30_000, remind = false } = this.options;
    const oldEnough = Date.now() - graceMs;
    const objects = window.filter(({ lastModified }) => lastModified.getTime() <= oldEnough);
    this.newestAt = window.reduce(
      (at, { lastModified }) => Math.max(at, lastModified.getTime()),
      this.newestAt ?? 0,
    );
    this.fresh += window.length - objects.length;
    this.listed += objects.length;
    const files = await this.files(objects);
    this.inButler += files.size;
    const lacking = objects.filter((object) => !files.has(object));
    if (lacking.length > 0) await this.explain(lacking);
    if (remind && files.size > 0) await this.remind(files);
  }

  /** The Butler's files of some objects. It may know a bucket without its profile, where somebody else ingested. */
  private async files(objects: readonly StoredObject[]): Promise<ReadonlyMap<StoredObject, RegisteredFile>> {
    const places = [...new Set([this.bucket, this.bucket.slice(this.bucket.indexOf('@') + 1)])];
    const byUri = new Map(
      objects.flatMap((object) => places.map((place) => [formatS3Uri(place, object.key), object] as const)),
    );
    const files = new Map<StoredObject, RegisteredFile>();
    const repository = await this.systems.repository();
    for (const file of await repository.filesAt([...byUri.keys()])) {
      const object = byUri.get(file.uri);
      if (object) files.set(object, file);
    }
    return files;
  }

  /** Finds out why the Butler lacks these, and has those queued again that are to be. */
  private async explain(objects: readonly StoredObject[]): Promise<void> {
    const notices = objects.map((object) => noticeOfListed(this.bucket, object));
    const jobs = await this.systems.jobs?.states(this.bucket, notices);
    const lacking = objects.map((object, i) => {
      const notice = notices[i] as ObjectNotice;
      const id = jobId(notice);
      return { object, notice, id, job: jobs && (jobs.get(id)?.state ?? null) };
    });
    // A job that was done between the two questions left its file in the Butler meanwhile.
    const late = await this.files(lacking.filter(({ job }) => !isAlive(job)).map(({ object }) => object));
    this.inButler += late.size;

    const [parked, failedAt] = await Promise.all([
      lacking.some(({ job }) => isAlive(job)) ? (this.parkedIds ??= this.parked()) : undefined,
      lacking.some(({ job }) => job === 'failed') ? (this.failures ??= this.failed()) : undefined,
    ]);
    const remembered = await this.recall(objects);
    const missing = lacking
      .filter(({ object }) => !late.has(object))
      .map(({ object, notice, id, job }) => {
        const cause = causeOf({
          job,
          parked: parked?.has(id) ?? false,
          failedAt: failedAt?.get(id),
          remembered: remembered.get(object.key)?.get(object.etag),
          lastModified: object.lastModified.getTime(),
        });
        const queued = jobs !== undefined && (this.options.requeue ?? RECOVERED).includes(cause);
        return { object, notice, cause, queued };
      });
    await this.requeue(missing.filter(({ queued }) => queued));
    for (const { object, cause, queued } of missing) {
      this.missing[cause] += 1;
      this.options.onMissing?.({ object, cause, queued });
    }
  }

  private async requeue(
    lost: readonly { readonly object: StoredObject; readonly cause: Cause; readonly notice: ObjectNotice }[],
  ): Promise<void> {
    const { jobs, stages } = this.systems;
    if (lost.length === 0) return;
    await jobs?.add(
      lost.map(({ notice }) => notice),
      { lane: 'backfill', again: true },
    );
    this.queued += lost.length;
    const at = Date.now();
    stages?.send(
      ...lost.map(({ object, cause }) => ({
        ...this.stage(object, 'missing', at),
        times: { event: object.lastModified.getTime(), queued: at },
        reason: cause,
      })),
    );
  }

  /** Tells the ledger of files that it doesn't know, or knows with another content. */
  private async remind(files: ReadonlyMap<StoredObject, RegisteredFile>): Promise<void> {
    const { stages } = this.systems;
    if (!stages) return;
    const remembered = await this.recall([...files.keys()]);
    if (this.ledgerAway) return;
    const now = Date.now();
    const unknown = [...files].flatMap(([object, { ingestDate }]): Stage[] => {
      const contents = remembered.get(object.key);
      const state = contents?.get(object.etag);
      if (state && IN_BUTLER.includes(state)) return [];
      // The ledger makes a correction of what is in the Butler with the content of before.
      if ([...(contents?.values() ?? [])].some((each) => IN_BUTLER.includes(each)))
        return [{ ...this.stage(object, 'duplicate', now), reason: 'reconciled' }];
      const times = { event: object.lastModified.getTime(), ingested: ingestDate };
      return [{ ...this.stage(object, 'ingested', ingestDate), times, reason: 'reconciled' }];
    });
    stages.send(...unknown);
  }

  /** What the ledger has of some keys, by their contents. */
  private async recall(
    objects: readonly StoredObject[],
  ): Promise<ReadonlyMap<string, ReadonlyMap<string, ObjectState>>> {
    const byKey = new Map<string, Map<string, ObjectState>>();
    const { ledger } = this.systems;
    if (!ledger || this.ledgerAway) return byKey;
    try {
      const keys = objects.map(({ key }) => key);
      for (const { key, etag, state } of await ledger.find(this.bucket, keys)) {
        byKey.set(key, (byKey.get(key) ?? new Map<string, ObjectState>()).set(etag, state));
      }
    } catch (error) {
      // It follows; nothing waits for it.
      this.ledgerAway = true;
      this.options.onLedgerError?.(error);
    }
    return byKey;
  }

  /** The ids of jobs that wait for an exposure. */
  private async parked(): Promise<ReadonlySet<string>> {
    const parked = (await this.systems.jobs?.parked(this.bucket)) ?? [];
    return new Set(parked.map(({ notice }) => jobId(notice)));
  }

  /** When jobs were given up, by their ids. */
  private async failed(): Promise<ReadonlyMap<string, number>> {
    const times = new Map<string, number>();
    for await (const { notice, failedAt } of this.systems.jobs?.failed(this.bucket) ?? [])
      times.set(jobId(notice), failedAt);
    return times;
  }

  private stage({ key, etag, size }: StoredObject, state: ObjectState, at: number): Stage {
    return {
      bucket: this.bucket,
      key,
      etag,
      size,
      state,
      at,
      ...placeInNight(this.bucket, key),
      ...(this.options.worker && { worker: this.options.worker }),
    };
  }
}

const IN_BUTLER: readonly ObjectState[] = ['ingested', 'registered', 'duplicate', 'corrected'];

function isAlive(job: JobState | null | undefined): boolean {
  return job === 'waiting' || job === 'active' || job === 'delayed';
}
