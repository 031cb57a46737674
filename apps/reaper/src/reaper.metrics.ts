import { Counter, Gauge, type Registry } from 'prom-client';
import type { GivenUpCount } from './chores/given-up.js';
import type { ParkedCount } from './chores/wake-parked.js';
import { type Cause, CAUSES, LOSSES } from './reconcile/cause.js';
import { type NightReport, noCauses, partsPerMillion } from './reconcile/night-report.js';

/** Which nights a comparison was of: those that objects come in now, or the last ones. */
export type RoundName = 'tonight' | 'week';

/** What the reaper finds and does. Of several reapers, the one that has a round's lease shows what it found. */
export class ReaperMetrics {
  private readonly listed: Gauge<'bucket' | 'round'>;
  private readonly missing: Gauge<'bucket' | 'round' | 'cause'>;
  private readonly loss: Gauge<'bucket' | 'round' | 'cause'>;
  private readonly seconds: Gauge<'bucket' | 'round'>;
  private readonly last: Gauge<'bucket' | 'round'>;
  private readonly requeued: Counter<'bucket' | 'cause'>;
  private readonly parked: Gauge<'bucket'>;
  private readonly overdue: Gauge<'bucket'>;
  private readonly oldestParked: Gauge<'bucket'>;
  private readonly dead: Gauge<'bucket' | 'reason'>;
  private readonly corrected: Gauge<'bucket'>;
  private readonly newest: Gauge<'bucket'>;
  /** Why files of each bucket were given up, so far. */
  private readonly reasons = new Map<string, Set<string>>();
  readonly woken: Counter<'bucket'>;
  readonly retried: Counter<'bucket'>;
  readonly stalled: Counter;
  readonly failures: Counter<'part'>;

  constructor(registry: Registry, buckets: readonly string[]) {
    const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
      new Gauge({ name: `footman_reaper_${name}`, help, labelNames: [...labelNames], registers: [registry] });
    const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
      new Counter({
        name: `footman_reaper_${name}`,
        help,
        labelNames: [...labelNames],
        registers: [registry],
      });
    const round = ['bucket', 'round'] as const;
    const causes = [...round, 'cause'] as const;
    this.listed = gauge('listed_files', 'Datasets that were compared with the Butler', round);
    this.missing = gauge('missing_files', 'Datasets that the Butler lacks, by cause', causes);
    this.loss = gauge(
      'loss_ppm',
      'What the Butler lacks and will not come by itself, in parts per million; 10 are allowed for all causes together',
      causes,
    );
    this.seconds = gauge('round_duration_seconds', 'How long the last comparison took', round);
    this.last = gauge('last_round_timestamp_seconds', 'When the last comparison was done', round);
    this.requeued = counter('requeued_total', 'Datasets that were queued again, by cause', [
      'bucket',
      'cause',
    ]);
    this.parked = gauge('parked_files', 'Guiders that wait for their exposure', ['bucket']);
    this.overdue = gauge('overdue_parked_files', 'Guiders that have waited for longer than MAX_GUIDER_WAIT', [
      'bucket',
    ]);
    this.oldestParked = gauge(
      'oldest_parked_timestamp_seconds',
      'Since when the first of the waiting guiders waits; absent if none does',
      ['bucket'],
    );
    this.dead = gauge('dead_files', 'Files that were given up, by reason', ['bucket', 'reason']);
    this.corrected = gauge('corrected_files', 'Files whose content was replaced after ingest', ['bucket']);
    this.newest = gauge(
      'newest_object_timestamp_seconds',
      "When the newest of tonight's datasets was written, by the store's clock; absent if there is none",
      ['bucket'],
    );
    this.woken = counter('woken_total', 'Guiders that were woken by the reaper', ['bucket']);
    this.retried = counter('retried_total', 'Failed jobs that had been noticed again', ['bucket']);
    this.stalled = counter('stalled_total', 'Jobs of dead workers that were given to others', []);
    this.failures = counter('failures_total', 'Rounds that could not be done, by what they are for', [
      'part',
    ]);
    for (const bucket of buckets) {
      for (const cause of LOSSES) this.requeued.inc({ bucket, cause }, 0);
      for (const each of [this.woken, this.retried]) each.inc({ bucket }, 0);
    }
  }

  /** Shows what a round found in a bucket. */
  compared(bucket: string, round: RoundName, reports: readonly NightReport[]): void {
    const listed = reports.reduce((sum, report) => sum + report.listed, 0);
    const missing = noCauses();
    for (const report of reports) for (const cause of CAUSES) missing[cause] += report.missing[cause];
    const labels = { bucket, round };
    this.listed.set(labels, listed);
    for (const cause of CAUSES) this.missing.set({ ...labels, cause }, missing[cause]);
    for (const cause of LOSSES) this.loss.set({ ...labels, cause }, partsPerMillion(missing[cause], listed));
    this.seconds.set(labels, reports.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1000);
    this.last.set(labels, Date.now() / 1000);
    if (round === 'tonight')
      this.showsTime(this.newest, bucket, latest(reports.map(({ newestAt }) => newestAt)));
  }

  queued(bucket: string, cause: Cause): void {
    this.requeued.inc({ bucket, cause });
  }

  /** Shows which guiders wait. */
  waiting(bucket: string, { parked, overdue, oldestAt }: Omit<ParkedCount, 'woken'>): void {
    this.parked.set({ bucket }, parked);
    this.overdue.set({ bucket }, overdue);
    this.showsTime(this.oldestParked, bucket, oldestAt);
  }

  /** Shows what was given up: a zero for what was before and isn't now, and for no reason at all. */
  givenUp(bucket: string, { dead, corrected }: GivenUpCount): void {
    const reasons = this.reasons.get(bucket) ?? new Set(['']);
    for (const reason of dead.keys()) reasons.add(reason);
    for (const reason of reasons) this.dead.set({ bucket, reason }, dead.get(reason) ?? 0);
    this.reasons.set(bucket, reasons);
    this.corrected.set({ bucket }, corrected);
  }

  /** Somebody else does this round now, and shows it. */
  left(bucket: string, round: RoundName | 'chores'): void {
    if (round === 'chores') {
      for (const each of [this.parked, this.overdue, this.oldestParked, this.corrected])
        each.remove({ bucket });
      for (const reason of this.reasons.get(bucket) ?? []) this.dead.remove({ bucket, reason });
      return;
    }
    if (round === 'tonight') this.newest.remove({ bucket });
    const labels = { bucket, round };
    for (const each of [this.listed, this.seconds, this.last]) each.remove(labels);
    for (const cause of CAUSES) this.missing.remove({ ...labels, cause });
    for (const cause of LOSSES) this.loss.remove({ ...labels, cause });
  }

  private showsTime(gauge: Gauge<'bucket'>, bucket: string, at: number | null): void {
    if (at === null) gauge.remove({ bucket });
    else gauge.set({ bucket }, at / 1000);
  }
}

function latest(times: readonly (number | null)[]): number | null {
  const known = times.filter((at) => at !== null);
  return known.length > 0 ? Math.max(...known) : null;
}
