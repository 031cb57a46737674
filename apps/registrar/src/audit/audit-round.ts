import { type IngestedFile, OUT_QUEUES } from '@footman/feeds';
import { lastNights, tonight } from '@footman/obs-lsst';
import type { MessageQueues } from '@footman/queue';
import type { Logger } from '@footman/service';
import type { RegistrarConfig } from '../config.js';
import { auditNight, type AuditSystems } from './audit-night.js';
import type { AuditMetrics } from './audit.metrics.js';
import { isRegistered, lacking, type RucioReport } from './rucio-report.js';

/** What the rounds work with. */
export interface AuditRoundParts {
  readonly systems: AuditSystems;
  readonly messages: Pick<MessageQueues, 'status' | 'refused'>;
  readonly metrics: AuditMetrics;
  readonly log: Logger;
}

/** As much of the settings as the rounds want to know. */
export type AuditSettings = Pick<
  RegistrarConfig,
  'RUCIO_RSE' | 'RUCIO_SCOPE' | 'RUCIO_DTN' | 'RUCIO_AUDIT_NIGHTS' | 'RUCIO_AUDIT_GRACE_MS'
>;

/** A night of which Rucio lacks nothing isn't compared again for so long: Rucio takes minutes for 200,000 files. */
const COMPLETE_FOR_MS = 24 * 3_600_000;

/** Compares the last nights with Rucio, again and again, and has registered what it lacks and nobody has in hand. */
export class AuditRound {
  /** When files of each bucket were last queued. */
  private readonly queuedAt = new Map<string, number>();
  /** The last reports of nights of which Rucio lacked nothing, by bucket and night. */
  private readonly complete = new Map<string, RucioReport>();

  constructor(
    private readonly parts: AuditRoundParts,
    private readonly settings: AuditSettings,
  ) {}

  /** Compares the last nights of a bucket. @throws the error of a system that is away; the nights before are done then. */
  async run(bucket: string, signal: AbortSignal): Promise<void> {
    const now = Date.now();
    const nights = [...lastNights(now, this.settings.RUCIO_AUDIT_NIGHTS), ...tonight(now)];
    const queueBefore = await this.queueBefore(bucket);
    const systems = await this.withoutRefused(bucket);
    const reports: RucioReport[] = [];
    for (const night of nights) {
      const before = this.complete.get(`${bucket} ${night}`);
      if (before && now - before.at < COMPLETE_FOR_MS && !tonight(now).includes(night)) {
        reports.push(before);
        continue;
      }
      const { log, metrics } = this.parts;
      const report = await auditNight(systems, bucket, night, {
        ...this.settings,
        graceMs: this.settings.RUCIO_AUDIT_GRACE_MS,
        queueBefore,
        signal,
      });
      log[isRegistered(report) ? 'debug' : 'info'](report, 'Compared a night with Rucio');
      if (report.queued > 0) {
        this.queuedAt.set(bucket, now);
        metrics.requeued(bucket, report.queued);
      }
      reports.push(report);
      if (lacking(report) + report.fresh === 0) this.complete.set(`${bucket} ${night}`, report);
    }
    this.parts.metrics.found(bucket, reports, Date.now() - now);
  }

  /** What the registrar refused would be refused again; it is kept aside for a person, for a week. */
  private async withoutRefused(bucket: string): Promise<AuditSystems> {
    const { systems, messages } = this.parts;
    const refused = new Set<string>();
    for await (const { items } of messages.refused(OUT_QUEUES.rucio))
      for (const file of items as readonly IngestedFile[]) if (file.bucket === bucket) refused.add(file.key);
    const { queue } = systems;
    return { ...systems, queue: queue && ((files) => queue(files.filter(({ key }) => !refused.has(key)))) };
  }

  /**
   * What was ingested before this time doesn't wait in the queue any more, so that the queue has lost it: messages are taken in their
   * order. But what this queued again is of old files; while any of that is left, nothing is.
   */
  private async queueBefore(bucket: string): Promise<number> {
    const status = await this.parts.messages.status();
    const oldestAt = status.find(({ name }) => name === OUT_QUEUES.rucio)?.oldestAt ?? null;
    if (oldestAt === null) return Infinity;
    const { RUCIO_AUDIT_GRACE_MS: graceMs } = this.settings;
    const queuedAt = this.queuedAt.get(bucket);
    if (queuedAt !== undefined && oldestAt <= queuedAt + graceMs) return -Infinity;
    return oldestAt - graceMs;
  }
}
