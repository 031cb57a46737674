import { table } from '../table.js';
import type { ExposureReport, FileCounts } from './exposure-report.js';
import type { NotTaken } from './not-taken.js';

/** What `footman night` found. */
export interface NightReport {
  /** YYYYMMDD */
  readonly night: number;
  /** As `[profile@]bucket`. */
  readonly buckets: readonly string[];
  readonly complete: boolean;
  /** How many exposures there are. */
  readonly taken: number;
  readonly incomplete: number;
  /** Those that aren't complete, or all. */
  readonly exposures: readonly ExposureReport[];
  readonly notTaken: readonly NotTaken[];
  /** Who couldn't be asked for causes, and why. */
  readonly unasked: readonly string[];
}

/** The report for a terminal. */
export function formatNight(report: NightReport, { files }: { readonly files: boolean }): string {
  const { night, taken, incomplete, exposures, notTaken, unasked } = report;
  const skipped = notTaken.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  const lines = [
    `${night}: ${taken} exposures, ${incomplete} of them incomplete` +
      (skipped > 0 ? `; ${skipped} seq_nums skipped` : ''),
  ];
  const rows = [
    ...exposures.map(({ instrument, seq_num, ...rest }) => ({ instrument, seq_num, cells: cellsOf(rest) })),
    ...notTaken.map(({ instrument, first, last }) => ({
      instrument,
      seq_num: first,
      cells: [`${instrument} ${first === last ? first : `${first}-${last}`}`, '', '', '', 'NOT TAKEN?', ''],
    })),
  ].sort((a, b) => a.instrument.localeCompare(b.instrument) || a.seq_num - b.seq_num);
  if (rows.length > 0)
    lines.push(
      '',
      table(
        ['exposure', 'science', 'guider', 'visit', 'label', 'causes'],
        rows.map(({ cells }) => cells),
      ),
      '',
      'science, guider: expected/arrived/ingested; !: no expectedSensors, so nobody says what is to come',
    );
  if (files)
    for (const { obs_id, files: lacking } of exposures)
      if (lacking.length > 0)
        lines.push('', obs_id, ...lacking.map(({ file, cause }) => `  ${file}  ${cause}`));
  if (incomplete > 0 && unasked.length > 0)
    lines.push(
      '',
      'The causes are told less exactly than they could be:',
      ...unasked.map((why) => `  ${why}`),
    );
  return `${lines.join('\n')}\n`;
}

function cellsOf(
  exposure: Pick<ExposureReport, 'obs_id' | 'science' | 'guider' | 'visit' | 'label' | 'causes'>,
): string[] {
  const { obs_id, science, guider, visit, label, causes } = exposure;
  return [
    obs_id,
    countsOf(science),
    countsOf(guider),
    visit,
    label,
    Object.entries(causes)
      .map(([cause, count]) => `${count} ${cause}`)
      .join(', '),
  ];
}

function countsOf({ expected, arrived, ingested }: FileCounts): string {
  return `${expected ?? '!'}/${arrived}/${ingested}`;
}
