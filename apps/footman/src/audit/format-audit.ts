import { ALLOWED_PPM, CAUSES, LOSSES, type MissingObject, type NightReport } from '@footman/reaper';
import { table } from '../table.js';

/** What `footman audit` found. */
export interface AuditReport extends NightReport {
  /** Whether the Butler has everything. */
  readonly complete: boolean;
  /** Whether what is missing was to be queued again, where that makes sense. */
  readonly repair: boolean;
  /** Objects that the Butler lacks, all or the first few. */
  readonly objects: readonly MissingObject[];
  /** Who couldn't be asked for causes, and why. */
  readonly unasked: readonly string[];
}

/** The report for a terminal. */
export function formatAudit(report: AuditReport): string {
  const { bucket, night, listed, fresh, inButler, missing, queued, ppm, objects, unasked, repair } = report;
  const total = CAUSES.reduce((sum, cause) => sum + missing[cause], 0);
  const lines = [
    `${bucket} ${night}: ${listed} datasets, ${inButler} of them in the Butler, ${total} missing` +
      (fresh > 0 ? `; ${fresh} more were written a moment ago` : ''),
  ];
  if (total > 0) {
    const found = CAUSES.filter((cause) => missing[cause] > 0);
    lines.push(
      '',
      table(
        ['cause', 'files', 'ppm'],
        found.map((cause) => [
          cause,
          missing[cause],
          LOSSES.includes(cause) ? Number(((missing[cause] / listed) * 1e6).toFixed(1)) : 'not lost',
        ]),
      ),
      '',
      `${ppm.toFixed(1)} ppm lost, ${ALLOWED_PPM} are allowed`,
      '',
      ...objects.map(
        ({ object, cause, queued: again }) => `${object.key}  ${cause}${again ? ', queued' : ''}`,
      ),
    );
    if (total > objects.length) lines.push(`and ${total - objects.length} more, which --all lists`);
  }
  if (repair) lines.push('', `${queued} were queued again on the backfill lane`);
  else if (total > 0) lines.push('', 'Nothing was changed.');
  if (total > 0 && unasked.length > 0)
    lines.push(
      '',
      'The causes are told less exactly than they could be:',
      ...unasked.map((why) => `  ${why}`),
    );
  return `${lines.join('\n')}\n`;
}
