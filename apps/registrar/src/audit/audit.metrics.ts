import { Counter, Gauge, type Registry } from 'prom-client';
import { RUCIO_CAUSES } from './cause.js';
import { lacking, noneWrong, type RucioReport } from './rucio-report.js';

/** What comparisons with Rucio find. Of several registrars, the one that has the round's lease shows what it found. */
export class AuditMetrics {
  private readonly missing: Gauge<'bucket'>;
  private readonly wrong: Gauge<'bucket' | 'cause'>;
  private readonly compared: Gauge<'bucket'>;
  private readonly seconds: Gauge<'bucket'>;
  private readonly last: Gauge<'bucket'>;
  private readonly queued: Counter<'bucket'>;

  constructor(registry: Registry, buckets: readonly string[]) {
    const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
      new Gauge({ name: `footman_rucio_${name}`, help, labelNames: [...labelNames], registers: [registry] });
    this.missing = gauge(
      'missing_files',
      'Files of the last nights that Rucio lacks, has no replica of or not in their dataset',
      ['bucket'],
    );
    this.wrong = gauge('wrong_files', 'What is wrong between the Butler and Rucio, by cause', [
      'bucket',
      'cause',
    ]);
    this.compared = gauge('compared_files', 'Files of the last nights that ought to be in Rucio', ['bucket']);
    this.seconds = gauge('audit_duration_seconds', 'How long the last comparison took', ['bucket']);
    this.last = gauge('last_audit_timestamp_seconds', 'When the last comparison was done', ['bucket']);
    this.queued = new Counter({
      name: 'footman_rucio_requeued_total',
      help: 'Files that Rucio lacked and that were queued again',
      labelNames: ['bucket'],
      registers: [registry],
    });
    for (const bucket of buckets) this.queued.inc({ bucket }, 0);
  }

  /** Shows what a round found in a bucket. */
  found(bucket: string, reports: readonly RucioReport[], durationMs: number): void {
    const sum = (of: (report: RucioReport) => number) =>
      reports.reduce((total, report) => total + of(report), 0);
    const wrong = noneWrong();
    for (const cause of RUCIO_CAUSES) {
      wrong[cause] = sum((report) => report.wrong[cause]);
      this.wrong.set({ bucket, cause }, wrong[cause]);
    }
    this.missing.set({ bucket }, lacking({ wrong }));
    this.compared.set(
      { bucket },
      sum(({ files }) => files),
    );
    this.seconds.set({ bucket }, durationMs / 1000);
    this.last.set({ bucket }, Date.now() / 1000);
  }

  /** Files of a bucket were queued again. */
  requeued(bucket: string, count: number): void {
    this.queued.inc({ bucket }, count);
  }

  /** Somebody else does a bucket's rounds now, and shows what is found. */
  left(bucket: string): void {
    for (const each of [this.missing, this.compared, this.seconds, this.last]) each.remove({ bucket });
    for (const cause of RUCIO_CAUSES) this.wrong.remove({ bucket, cause });
  }
}
