import { RUCIO_CAUSES, type RucioFinding, type RucioReport } from '@footman/registrar';
import { table } from '../table.js';

/** What `footman rucio audit` found. */
export interface RucioAuditReport {
  /** Whether all is registered, and nothing else. */
  readonly complete: boolean;
  /** Whether what Rucio lacks was to be queued. */
  readonly repair: boolean;
  readonly dryRun: boolean;
  /** By bucket and night. */
  readonly nights: readonly RucioReport[];
  /** Files with which something is wrong, all or the first few of each cause. */
  readonly files: readonly RucioFinding[];
  /** Why a repair isn't in the ledger; null if it is. */
  readonly notRecorded?: string | null;
}

/** The report for a terminal. */
export function formatRucioAudit(report: RucioAuditReport): string {
  const { nights, files, repair, dryRun, complete, notRecorded } = report;
  const causes = RUCIO_CAUSES.filter((cause) => nights.some(({ wrong }) => wrong[cause] > 0));
  const lines = [
    table(
      ['bucket', 'night', 'files', 'registered', 'fresh', ...causes],
      nights.map((night) => [
        night.bucket,
        night.night,
        night.files,
        night.registered,
        night.fresh,
        ...causes.map((cause) => night.wrong[cause]),
      ]),
    ),
  ];
  for (const cause of causes) {
    const some = files.filter((file) => file.cause === cause);
    const total = nights.reduce((sum, { wrong }) => sum + wrong[cause], 0);
    lines.push('', `${cause}:`, ...some.map((file) => `  ${textOf(file)}`));
    if (total > some.length) lines.push(`  and ${total - some.length} more, which --all lists`);
  }
  const queued = nights.reduce((sum, night) => sum + night.queued, 0);
  if (!complete) lines.push('');
  if (dryRun) lines.push(`${queued} would be queued for the registrar. Nothing was changed.`);
  else if (repair && !complete) lines.push(`${queued} were queued for the registrar.`);
  else if (!complete) lines.push('Nothing was changed.');
  if (notRecorded) lines.push(`Not recorded in the ledger: ${notRecorded}`);
  return `${lines.join('\n')}\n`;
}

function textOf({ bucket, key, dataset, butler, rucio }: RucioFinding): string {
  const differ = butler === undefined ? '' : `  Butler ${butler}, Rucio ${rucio}`;
  return `${bucket}/${key}  ${dataset ?? ''}${differ}`.trimEnd();
}
