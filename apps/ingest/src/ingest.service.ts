import type { ObjectStore } from '@footman/object-store';
import type { FileOutcome, IngestEngine, IngestResult, StoredFile } from '@footman/obs-base';
import type { StageSink } from '@footman/ledger';
import { parseObjectPath } from '@footman/obs-lsst';
import {
  Batcher,
  InfrastructureError,
  type JobContext,
  type Lane,
  type ObjectNotice,
  PermanentError,
  WaitError,
} from '@footman/queue';
import type { Logger } from '@footman/service';
import { failureOf } from './failure.js';
import { FileFailedError } from './file-failed-error.js';
import { fileStage } from './file-stage.js';
import type { IngestMetrics } from './ingest.metrics.js';
import { s3RawFile } from './s3-raw-file.js';

/** A file that is in the Butler, now or since before. */
export interface IngestOutcome extends StoredFile {
  readonly status: 'ingested' | 'duplicate';
  /** When that was known, in milliseconds since the epoch. */
  readonly at: number;
}

export interface IngestServiceOptions {
  /** How long files of an exposure are gathered for one transaction, in milliseconds. */
  readonly batchWindowMs: number;
  /** Files in one transaction at most. */
  readonly batchSize: number;
  /** A guider whose exposure is unknown looks again after this long at the latest, in milliseconds. */
  readonly guiderRetryMs: number;
  /** A guider that has waited for longer than this is overdue, in milliseconds. */
  readonly maxGuiderWaitMs: number;
}

export interface IngestServiceParts {
  readonly store: ObjectStore;
  readonly engine: () => Promise<IngestEngine>;
  readonly metrics: IngestMetrics;
  readonly log: Logger;
  readonly ledger: StageSink;
  /** Tells waiting guiders that their exposure is known now. */
  readonly wake: (wakeKey: string) => Promise<unknown>;
}

/** What the service goes by of a job. */
export type FileContext = Pick<JobContext, 'attempt' | 'lane' | 'parkedSince'>;

interface GatheredRaw {
  readonly key: string;
  readonly prepared: unknown;
}

interface WrittenRaw {
  readonly outcome: FileOutcome;
  /** When its exposure's visit was defined, if that came with it; milliseconds since the epoch. */
  readonly visitAt: number | undefined;
  /** When its batch was begun, likewise. */
  readonly begun: number;
}

/** What is overdue is looked after this often; whoever writes its exposure wakes it all the same. */
const OVERDUE_RETRY_MS = 60_000;

/** From a notice to the Butler: prepares each file by itself, and has an exposure's files written together. */
export class IngestService {
  private readonly batcher: Batcher<GatheredRaw, WrittenRaw>;

  constructor(
    private readonly parts: IngestServiceParts,
    private readonly options: IngestServiceOptions,
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
   * @throws FileFailedError for one that may be tried again.
   * @throws WaitError for a guider that came before its exposure.
   * @throws InfrastructureError when a system is away, which is not the file's fault.
   */
  async handle(notice: ObjectNotice, context: FileContext): Promise<IngestOutcome> {
    const { ledger, metrics, log } = this.parts;
    const { attempt, lane } = context;
    const begun = Date.now();
    try {
      // One that looks again is still parked.
      if (context.parkedSince === null) ledger.send(fileStage(notice, 'reading', { attempt }));
      const prepared = await (await this.parts.engine()).prepare(s3RawFile(this.parts.store, notice));
      const read = Date.now();
      const {
        outcome,
        visitAt,
        begun: gathered,
      } = await this.batcher.add({ key: batchKey(notice, lane), prepared });
      if (outcome.status === 'refused' || outcome.status === 'failed') throw outcome.error;
      if (outcome.status === 'waiting') throw this.park(notice, context, outcome.obs_id);
      const { status, instrument } = outcome;
      const ingested = Date.now();
      const times = { read, ingested, ...(visitAt && { visit: visitAt }) };
      ledger.send(fileStage(notice, status, { attempt, ...(status === 'ingested' && { times }) }));
      metrics.done(status, instrument, lane, notice);
      if (outcome.status === 'ingested' && lane === 'live') {
        const atOnce = attempt === 1 && context.parkedSince === null;
        metrics.stages.passed(instrument, {
          exposureEnded: outcome.exposureEnded,
          put: Date.parse(notice.eventTime),
          noticed: notice.receivedAt,
          work: atOnce ? { begun, read, gathered } : undefined,
          ingested,
        });
      }
      const path = pathOf(notice);
      log.info(
        { bucket: notice.bucket, key: notice.key, attempt, status },
        `${status === 'ingested' ? 'Ingested' : 'Already ingested'} ${path}`,
      );
      return { ...outcome, at: ingested };
    } catch (error) {
      throw this.judge(error, notice, attempt);
    }
  }

  /** Takes note of a failed attempt, once the queue knows of it; `final` when there will be no other. */
  failed(notice: ObjectNotice, error: Error, final: boolean): void {
    const { ledger, metrics, log } = this.parts;
    const path = pathOf(notice);
    const failure = error instanceof FileFailedError ? error : error.cause;
    // What the queue itself gives up has lost its worker again and again.
    const { reason, attempt, refused, cause, message } =
      failure instanceof FileFailedError ? failure : new FileFailedError('lost-workers', 0, error);
    const fields = { bucket: notice.bucket, key: notice.key, attempt, reason };
    const told = { reason, message, ...(attempt > 0 && { attempt }) };
    if (!final) {
      ledger.send(fileStage(notice, 'retrying', told));
      log.warn({ ...fields, err: cause }, `Marking for retry ${path}`);
      return;
    }
    ledger.send(fileStage(notice, reason === 'corrected' ? 'corrected' : 'dead', told));
    metrics.givenUp(reason, refused, notice);
    if (refused) log.error(fields, `Refused ${path}: ${message}`);
    else log.error({ ...fields, err: cause }, `Giving up on ${path}`);
  }

  /** Waits for what is being written. */
  async close(): Promise<void> {
    await this.batcher.flush();
  }

  private async write(files: readonly unknown[]): Promise<PromiseSettledResult<WrittenRaw>[]> {
    const begun = Date.now();
    const stop = this.parts.metrics.startBatch(files.length);
    const result = await (await this.parts.engine()).write(files);
    stop();
    const visitAt = result.exposures.some(({ visitDefined }) => visitDefined) ? Date.now() : undefined;
    await this.announce(result.exposures);
    return result.files.map((outcome) => ({ status: 'fulfilled', value: { outcome, visitAt, begun } }));
  }

  private async announce(exposures: IngestResult['exposures']): Promise<void> {
    const { log, metrics, wake } = this.parts;
    for (const exposure of exposures) {
      const { instrument, id, obs_id, status, differences, visitDefined: visit } = exposure;
      const fields = { instrument, exposure: id, obs_id };
      if (status === 'new') {
        log.info({ ...fields, visit }, visit ? 'Defined exposure and visit' : 'Defined exposure');
        // A missed wake-up costs a guider some seconds, and must not cost the files their result.
        await wake(wakeKey(obs_id)).catch((error: unknown) =>
          log.warn({ ...fields, err: error }, 'Waiting guiders could not be woken'),
        );
      }
      if (exposure.visitMissing)
        log.warn(fields, 'The stored exposure has no visit, and ingest leaves that to who stored it');
      if (differences.length > 0) {
        metrics.differing.inc({ instrument });
        log.warn(
          { ...fields, differences },
          'The stored exposure differs from the header; the stored one stays',
        );
      }
    }
  }

  /** Lets a guider wait: never dropped, but shown once it takes too long, and looked after less often. */
  private park(notice: ObjectNotice, { parkedSince, attempt }: FileContext, obs_id: string): WaitError {
    const { ledger, metrics, log } = this.parts;
    const { guiderRetryMs, maxGuiderWaitMs } = this.options;
    const waited = parkedSince === null ? 0 : Date.now() - parkedSince;
    const overdue = waited >= maxGuiderWaitMs;
    metrics.waiting.inc();
    if (overdue) {
      metrics.overdue.inc();
      log.warn({ bucket: notice.bucket, key: notice.key, waited }, `Still waiting: ${pathOf(notice)}`);
    }
    if (overdue || parkedSince === null)
      ledger.send(fileStage(notice, 'parked', { attempt, ...(overdue && { reason: 'overdue' }) }));
    return new WaitError(
      wakeKey(obs_id),
      overdue ? Math.max(guiderRetryMs, OVERDUE_RETRY_MS) : guiderRetryMs,
      `${pathOf(notice)} waits for its exposure`,
    );
  }

  /** Sorts a failure by what has to happen next: waiting, another attempt, or nothing more. */
  private judge(error: unknown, notice: ObjectNotice, attempt: number): Error {
    if (error instanceof WaitError) return error;
    const failure = failureOf(error);
    if (failure.kind === 'infrastructure') {
      const { system } = failure;
      const message = error instanceof Error ? error.message : String(error);
      this.parts.metrics.unavailable.inc({ system });
      this.parts.log.debug({ err: error }, `Waiting to ingest ${pathOf(notice)}: ${message}`);
      this.parts.ledger.send(fileStage(notice, 'queued', { reason: `${system}-away`, message }));
      return new InfrastructureError(system, message, { cause: error });
    }
    const failed = new FileFailedError(failure.reason, attempt, error);
    return failed.refused ? new PermanentError(failed.message, { cause: failed }) : failed;
  }
}

/**
 * Files of one exposure are gathered, and those of one night where keys don't tell the exposure; what doesn't follow its bucket's
 * path grammar goes by itself. Backfill never makes live files wait.
 */
function batchKey({ bucket, key }: ObjectNotice, lane: Lane): string {
  const path = parseObjectPath(bucket, key);
  const place = path ? `${path.instrument}/${path.obs_id ?? path.day_obs}` : key;
  return `${lane} ${bucket}/${place}`;
}

function wakeKey(obs_id: string): string {
  return `exposure ${obs_id}`;
}

function pathOf({ bucket, key }: ObjectNotice): string {
  return `${bucket}/${key}`;
}
