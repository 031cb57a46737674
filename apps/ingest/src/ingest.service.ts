import { ButlerError } from '@footman/butler-client';
import { ObjectStoreError, type ObjectStore } from '@footman/object-store';
import { type FileOutcome, type IngestEngine, type IngestResult, RefusedFileError } from '@footman/obs-base';
import { parseObjectPath } from '@footman/obs-lsst';
import { Batcher, type JobContext, type ObjectNotice, PermanentError, WaitError } from '@footman/queue';
import type { Logger } from '@footman/service';
import { StackUnavailableError } from '@footman/stack-client';
import type { IngestMetrics } from './ingest.metrics.js';
import { s3RawFile } from './s3-raw-file.js';

/** A file that is in the Butler, now or since before. */
export interface IngestedFile {
  readonly status: 'ingested' | 'duplicate';
}

export interface IngestServiceOptions {
  /** How long files of an exposure are gathered for one transaction, in milliseconds. */
  readonly batchWindowMs: number;
  /** Files in one transaction at most. */
  readonly batchSize: number;
  /** A guider whose exposure is unknown looks again after this long at the latest, in milliseconds. */
  readonly guiderRetryMs: number;
  /** A file that the Butler or the object store couldn't serve waits this long, in milliseconds. */
  readonly infrastructureRetryMs: number;
}

interface GatheredRaw {
  readonly key: string;
  readonly prepared: unknown;
}

/** From a notice to the Butler: prepares each file by itself, and has an exposure's files written together. */
export class IngestService {
  private readonly batcher: Batcher<GatheredRaw, FileOutcome>;

  constructor(
    private readonly store: ObjectStore,
    private readonly engine: () => Promise<IngestEngine>,
    private readonly metrics: IngestMetrics,
    private readonly log: Logger,
    private readonly options: IngestServiceOptions,
    /** Tells waiting guiders that their exposure is known now. */
    private readonly wake: (wakeKey: string) => Promise<unknown>,
  ) {
    this.batcher = new Batcher({
      key: ({ key }) => key,
      windowMs: options.batchWindowMs,
      maxSize: options.batchSize,
      run: (_, items) => this.write(items.map(({ prepared }) => prepared)),
    });
  }

  /**
   * Ingests one object.
   *
   * @throws PermanentError for a file that can't be ingested as it is.
   * @throws WaitError for a guider that came before its exposure, and when the Butler or the object store is away: neither
   *   is the file's fault.
   */
  async handle(notice: ObjectNotice, { attempt }: Pick<JobContext, 'attempt'>): Promise<IngestedFile> {
    const path = `${notice.bucket}/${notice.key}`;
    const log = this.log.child({ bucket: notice.bucket, key: notice.key, attempt });
    try {
      const prepared = await (await this.engine()).prepare(s3RawFile(this.store, notice));
      const outcome = await this.batcher.add({ key: batchKey(notice), prepared });
      if (outcome.status === 'refused' || outcome.status === 'failed') throw outcome.error;
      if (outcome.status === 'waiting') {
        throw new WaitError(
          wakeKey(outcome.obs_id),
          this.options.guiderRetryMs,
          `${path} waits for its exposure`,
        );
      }
      this.metrics.done(outcome.status, outcome.instrument, notice);
      log.info(
        { status: outcome.status },
        `${outcome.status === 'ingested' ? 'Ingested' : 'Already ingested'} ${path}`,
      );
      return { status: outcome.status };
    } catch (error) {
      throw this.judge(error, notice, log);
    }
  }

  /** Waits for what is being written. */
  async close(): Promise<void> {
    await this.batcher.flush();
  }

  private async write(files: readonly unknown[]): Promise<PromiseSettledResult<FileOutcome>[]> {
    const stop = this.metrics.startBatch(files.length);
    const result = await (await this.engine()).write(files);
    stop();
    await this.announce(result.exposures);
    return result.files.map((value) => ({ status: 'fulfilled', value }));
  }

  private async announce(exposures: IngestResult['exposures']): Promise<void> {
    for (const exposure of exposures) {
      const { instrument, id, obs_id, status, differences, visitDefined: visit } = exposure;
      const fields = { instrument, exposure: id, obs_id };
      if (status === 'new') {
        this.log.info({ ...fields, visit }, visit ? 'Defined exposure and visit' : 'Defined exposure');
        // A missed wake-up costs a guider some seconds, and must not cost the files their result.
        await this.wake(wakeKey(obs_id)).catch((error: unknown) =>
          this.log.warn({ ...fields, err: error }, 'Waiting guiders could not be woken'),
        );
      }
      if (exposure.visitMissing)
        this.log.warn(fields, 'The stored exposure has no visit, and ingest leaves that to who stored it');
      if (differences.length > 0) {
        this.metrics.differing.inc({ instrument });
        this.log.warn(
          { ...fields, differences },
          'The stored exposure differs from the header; the stored one stays',
        );
      }
    }
  }

  /** Sorts a failure by what has to happen next: nothing, waiting, or another attempt. */
  private judge(error: unknown, notice: ObjectNotice, log: Logger): unknown {
    const path = `${notice.bucket}/${notice.key}`;
    if (error instanceof WaitError) {
      this.metrics.waiting.inc();
      return error;
    }
    if (error instanceof RefusedFileError) {
      this.metrics.refused(error.code, notice);
      log.error({ reason: error.code }, `Refused ${path}: ${error.reason}`);
      return new PermanentError(`${error.code}: ${error.reason}`, { cause: error });
    }
    const system = unavailableSystem(error);
    if (system && error instanceof Error) {
      this.metrics.unavailable.inc({ system });
      log.warn({ err: error }, `Waiting to ingest ${path}: ${error.message}`);
      return new WaitError('infrastructure', this.options.infrastructureRetryMs, error.message);
    }
    return error;
  }
}

/** Which system is away, if that is what an error says. */
function unavailableSystem(error: unknown): 'butler' | 'object-store' | 'stack' | null {
  if (error instanceof StackUnavailableError) return error.system;
  if (error instanceof ButlerError && error.transient) return 'butler';
  return error instanceof ObjectStoreError && error.transient ? 'object-store' : null;
}

/**
 * Files of one exposure are gathered, and those of one night where keys don't tell the exposure; what doesn't follow its bucket's
 * path grammar goes by itself.
 */
function batchKey({ bucket, key }: ObjectNotice): string {
  const path = parseObjectPath(bucket, key);
  return path ? `${bucket}/${path.instrument}/${path.obs_id ?? path.day_obs}` : `${bucket}/${key}`;
}

function wakeKey(obs_id: string): string {
  return `exposure ${obs_id}`;
}
