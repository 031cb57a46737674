import { table } from '../table.js';
import type { LateExposure } from './late-exposures.js';

/** What `footman late` found. */
export interface LateReport {
  readonly afterMs: number;
  /** Late datasets of all exposures. */
  readonly datasets: number;
  readonly exposures: readonly LateExposure[];
}

/** As many missing detectors are named; of others their number is told. */
const NAMED = 3;

/** The report for a terminal. */
export function formatLate({ afterMs, datasets, exposures }: LateReport): string {
  const later = `later than ${hours(afterMs)} h after the end of their exposure`;
  if (datasets === 0) return `No raw datasets were ingested ${later}.\n`;
  const lines = [
    `${datasets} raw datasets of ${exposures.length} exposures were ingested ${later}`,
    '',
    table(
      ['exposure', 'obs_id', 'instrument', 'late', 'of', 'hours after it', 'last ingested (UTC)', 'missing'],
      exposures.map((exposure) => [
        exposure.exposure,
        exposure.obs_id,
        exposure.instrument,
        exposure.datasets.length,
        exposure.files,
        span(exposure.firstIngested - exposure.exposureEnded, exposure.lastIngested - exposure.exposureEnded),
        new Date(exposure.lastIngested).toISOString().slice(0, 19).replace('T', ' '),
        few(exposure.missing),
      ]),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

/** How long after the end of an exposure its late datasets came. */
function span(first: number, last: number): string {
  const [from, to] = [hours(first), hours(last)];
  return from === to ? String(from) : `${from}-${to}`;
}

function hours(ms: number): number {
  return Number((ms / 3_600_000).toFixed(1));
}

function few(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  return names.length <= NAMED ? names.join(', ') : `${names.length} detectors`;
}
