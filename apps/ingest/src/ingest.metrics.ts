import { parseObjectPath } from '@footman/obs-lsst';
import type { Lane, ObjectNotice } from '@footman/queue';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { SYSTEMS } from './failure.js';
import { StageMetrics } from './stage.metrics.js';

/** What the ingest worker counts. */
export class IngestMetrics {
  private readonly files: Counter<'outcome' | 'instrument' | 'bucket' | 'lane'>;
  private readonly batch: Histogram;
  private readonly batchFiles: Histogram;
  private readonly last: Gauge;
  private readonly refusals: Counter<'reason' | 'instrument' | 'bucket'>;
  private readonly failures: Counter<'reason' | 'instrument' | 'bucket'>;
  readonly stages: StageMetrics;
  readonly waiting: Counter;
  readonly overdue: Counter;
  readonly inProgress: Gauge<'bucket' | 'lane'>;
  private readonly outage: Gauge<'system'>;
  readonly unavailable: Counter<'system'>;
  readonly differing: Counter<'instrument'>;
  readonly shadowed: Counter<'result'>;
  readonly shadowDifferences: Counter<'table' | 'field'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.stages = new StageMetrics(registry);
    this.files = new Counter({
      name: 'footman_ingest_files_total',
      help: 'Files that are in the Butler, by outcome (ingested, duplicate) and lane (live, backfill)',
      labelNames: ['outcome', 'instrument', 'bucket', 'lane'],
      registers,
    });
    this.refusals = new Counter({
      name: 'footman_ingest_refused_total',
      help: 'Files that cannot be ingested as they are, by reason',
      labelNames: ['reason', 'instrument', 'bucket'],
      registers,
    });
    this.failures = new Counter({
      name: 'footman_ingest_given_up_total',
      help: 'Files that were refused, or failed MAX_FAILURES times, by reason',
      labelNames: ['reason', 'instrument', 'bucket'],
      registers,
    });
    this.waiting = new Counter({
      name: 'footman_ingest_waits_total',
      help: 'Guiders that came before their exposure, each time they had to wait',
      registers,
    });
    this.overdue = new Counter({
      name: 'footman_ingest_overdue_waits_total',
      help: 'The same, for those that had waited longer than MAX_GUIDER_WAIT',
      registers,
    });
    this.inProgress = new Gauge({
      name: 'footman_ingest_in_progress_files',
      help: 'Files that are being read or written, by lane',
      labelNames: ['bucket', 'lane'],
      registers,
    });
    this.outage = new Gauge({
      name: 'footman_ingest_outage',
      help: '1 while work stands still because the system is away',
      labelNames: ['system'],
      registers,
    });
    this.unavailable = new Counter({
      name: 'footman_ingest_unavailable_total',
      help: 'Files that had to wait because a system was away',
      labelNames: ['system'],
      registers,
    });
    this.differing = new Counter({
      name: 'footman_ingest_differing_exposures_total',
      help: 'Batches whose header differs from the stored exposure',
      labelNames: ['instrument'],
      registers,
    });
    this.shadowed = new Counter({
      name: 'footman_ingest_shadow_files_total',
      help: 'Files of the shadow engine by whether their rows could be computed beside the pipelines (compared, failed)',
      labelNames: ['result'],
      registers,
    });
    this.shadowDifferences = new Counter({
      name: 'footman_ingest_shadow_differences_total',
      help: 'Values that the pipelines wrote otherwise than Footman computes them, by table and field',
      labelNames: ['table', 'field'],
      registers,
    });
    this.batch = new Histogram({
      name: 'footman_ingest_batch_seconds',
      help: 'Time to write a batch',
      buckets: [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
      registers,
    });
    this.batchFiles = new Histogram({
      name: 'footman_ingest_batch_files',
      help: 'Files in a batch',
      buckets: [1, 2, 5, 10, 20, 50, 100, 205],
      registers,
    });
    this.last = new Gauge({
      name: 'footman_ingest_last_file_timestamp_seconds',
      help: 'When a file last reached the Butler',
      registers,
    });
    for (const system of SYSTEMS) this.unavailable.inc({ system }, 0);
    this.standingStill([]);
    for (const result of ['compared', 'failed']) this.shadowed.inc({ result }, 0);
  }

  /** Counts a file that is in the Butler. */
  done(outcome: 'ingested' | 'duplicate', instrument: string, lane: Lane, notice: ObjectNotice): void {
    this.files.inc({ outcome, instrument, bucket: notice.bucket, lane });
    if (outcome === 'duplicate') return;
    this.last.setToCurrentTime();
  }

  /** Counts a file that will not be tried again. */
  givenUp(reason: string, refused: boolean, notice: ObjectNotice): void {
    const labels = { reason, ...place(notice) };
    this.failures.inc(labels);
    if (refused) this.refusals.inc(labels);
  }

  /** Shows the systems for which work stands still. */
  standingStill(away: readonly string[]): void {
    for (const system of SYSTEMS) this.outage.set({ system }, away.includes(system) ? 1 : 0);
  }

  /** Times a batch; call the result when it is written. */
  startBatch(files: number): () => void {
    this.batchFiles.observe(files);
    return this.batch.startTimer();
  }
}

/** Of a file that isn't in the Butler only the key tells the instrument, in the words of its bucket's path grammar. */
function place({ bucket, key }: ObjectNotice): { bucket: string; instrument: string } {
  return { bucket, instrument: parseObjectPath(bucket, key)?.instrument ?? 'unknown' };
}
