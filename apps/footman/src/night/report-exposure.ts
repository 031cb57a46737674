import type { ArrivedExposure, ArrivedFiles } from './arrivals.js';
import type { ExpectedSensors } from './expected-sensors.js';
import type { ExposureLabel, ExposureReport, FileCounts, LackingFile } from './exposure-report.js';

/** What the Butler has of an exposure. */
export interface ButlerExposure {
  readonly id: number;
  readonly science: number;
  readonly guider: number;
  readonly visit: ExposureReport['visit'];
}

/** Says how complete an exposure is, from what is to come, what has come, and what the Butler has. */
export function reportExposure(
  arrived: ArrivedExposure,
  expected: ExpectedSensors | null,
  butler: ButlerExposure | undefined,
): ExposureReport {
  const { instrument, obs_id, seq_num } = arrived;
  const science = countFiles(arrived.science, expected?.science, butler?.science ?? 0);
  const guider = countFiles(arrived.guider, expected?.guider, butler?.guider ?? 0);
  const visit = butler?.visit ?? 'none';
  const files = [...science.files, ...guider.files];
  const causes: Record<string, number> = {};
  for (const { cause } of files) causes[cause] = (causes[cause] ?? 0) + 1;
  return {
    instrument,
    obs_id,
    seq_num,
    exposure: butler?.id ?? null,
    science: science.counts,
    guider: guider.counts,
    visit,
    label: arrived.arriving ? 'ARRIVING' : labelOf(science.counts, guider.counts, causes, visit),
    causes,
    files,
  };
}

function countFiles(
  { detectors, fresh, lacking }: ArrivedFiles,
  expected: ReadonlySet<string> | undefined,
  inButler: number,
): { readonly counts: FileCounts; readonly files: readonly LackingFile[] } {
  const arrived = detectors.size;
  // The Butler's own number is older than the comparison, and has also what isn't in the bucket any more.
  const ingested = Math.max(inButler, arrived - fresh - lacking.length);
  const cause = ingested > arrived ? 'not-in-bucket' : 'not-sent';
  const absent = [...(expected ?? [])].filter((name) => !detectors.has(name)).sort();
  return {
    counts: { expected: expected?.size ?? null, arrived, ingested },
    files: [...lacking, ...absent.map((file) => ({ file, cause }) as const)],
  };
}

function labelOf(
  science: FileCounts,
  guider: FileCounts,
  causes: ExposureReport['causes'],
  visit: ExposureReport['visit'],
): ExposureLabel {
  const kinds = [science, guider];
  if (kinds.some(({ arrived, ingested }) => ingested > arrived)) return 'NOT IN BUCKET';
  const arrived = science.arrived + guider.arrived;
  const ingested = science.ingested + guider.ingested;
  const notSent = causes['not-sent'] ?? 0;
  if (arrived === 0) return notSent > 0 ? 'NONE SENT' : 'GONE';
  // What was left out by a person's decision isn't waited for.
  const lacking = Object.entries(causes).some(([cause]) => cause !== 'not-sent' && cause !== 'ignored');
  if (lacking && notSent > 0) return 'NOT SENT + NOT INGESTED';
  if (lacking) return ingested === 0 ? 'NONE INGESTED' : 'NOT INGESTED';
  if (notSent > 0) return 'SOME MISSING';
  if (visit === 'missing') return 'VISIT MISSING';
  return kinds.some((kind) => kind.arrived > (kind.expected ?? Infinity)) ? '?MORE INGESTED' : 'complete';
}
