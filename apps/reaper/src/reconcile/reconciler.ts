import type { Ledger } from '@footman/ledger';
import type { Logger } from '@footman/service';
import { hostname } from 'node:os';
import type { ReaperSettings } from '../config.js';
import type { ReaperMetrics, RoundName } from '../reaper.metrics.js';
import { isComplete, type NightReport } from './night-report.js';
import { reconcileNight } from './reconcile-night.js';
import type { Systems } from './systems.js';

/** Who hears of what is found. */
export interface ReconcilerParts {
  readonly log: Logger;
  readonly metrics: ReaperMetrics;
  readonly onLedgerError: (error: unknown) => void;
  readonly onCompared?: ((report: NightReport) => void) | undefined;
}

/** Compares nights with the Butler, round after round, and tells log, metrics and ledger. */
export class Reconciler {
  private readonly worker = `${hostname()}:${process.pid}`;
  /** When the ledger was last told of what it doesn't know, by bucket and round. */
  private readonly reminded = new Map<string, number>();

  constructor(
    private readonly systems: Systems & { readonly ledger?: Pick<Ledger, 'find' | 'reconciled'> | undefined },
    private readonly settings: Pick<ReaperSettings, 'DATASET_REGEXP' | 'GRACE_MS' | 'WEEK_MS'>,
    private readonly parts: ReconcilerParts,
  ) {}

  /** Compares some nights of a bucket. @throws the error of a system that is away; the nights before are done then. */
  async run(bucket: string, round: RoundName, nights: readonly number[], signal: AbortSignal): Promise<void> {
    const began = Date.now();
    // Each of the ledger's rows is looked up for that, so it isn't done every minute.
    const remind = began - (this.reminded.get(`${round} ${bucket}`) ?? 0) >= this.settings.WEEK_MS;
    const reports: NightReport[] = [];
    for (const night of nights) reports.push(await this.night(bucket, night, remind, signal));
    if (remind) this.reminded.set(`${round} ${bucket}`, began);
    this.parts.metrics.compared(bucket, round, reports);
  }

  private async night(
    bucket: string,
    night: number,
    remind: boolean,
    signal: AbortSignal,
  ): Promise<NightReport> {
    const { log, metrics, onLedgerError, onCompared } = this.parts;
    const report = await reconcileNight(this.systems, bucket, night, {
      datasetRegexp: this.settings.DATASET_REGEXP,
      graceMs: this.settings.GRACE_MS,
      remind,
      worker: this.worker,
      onMissing: ({ object, cause, queued }) => {
        if (!queued) return;
        metrics.queued(bucket, cause);
        // Operators' scripts read this sentence; the intake writes the same.
        log.info({ bucket, key: object.key, cause }, `Enqueued ${bucket}/${object.key} to ${bucket}`);
      },
      onLedgerError,
      signal,
    });
    log[isComplete(report) ? 'debug' : 'info'](report, 'Compared a night with the Butler');
    if (report.listed > 0) await this.systems.ledger?.reconciled(report).catch(onLedgerError);
    onCompared?.(report);
    return report;
  }
}
