/** The detectors whose files are to come of an exposure. */
export interface ExpectedSensors {
  readonly science: ReadonlySet<string>;
  readonly guider: ReadonlySet<string>;
}

/** How the name of the file ends that says which detectors are to come. */
const SUFFIX = '_expectedSensors.json';

/** Whether an object is the one that says what is to come of its exposure. */
export function isExpectedSensors({ obs_id, filename }: { obs_id: string; filename: string }): boolean {
  return filename === obs_id + SUFFIX;
}

/**
 * Reads which detectors are to come. Source: lsst-dm/data-curation-tools, find_missing.py, which knows SCIENCE (wavefront sensors
 * among them) and GUIDER; they may as well be named as the Butler has it.
 *
 * @returns null for what can't be read as that.
 */
export function parseExpectedSensors(text: string): ExpectedSensors | null {
  let sensors: unknown;
  try {
    sensors = (JSON.parse(text) as { expectedSensors?: unknown } | null)?.expectedSensors;
  } catch {
    return null;
  }
  if (typeof sensors !== 'object' || sensors === null || Array.isArray(sensors)) return null;
  const named = (...purposes: readonly unknown[]) =>
    new Set(Object.entries(sensors).flatMap(([name, purpose]) => (purposes.includes(purpose) ? name : [])));
  return { science: named('SCIENCE', 'WAVEFRONT'), guider: named('GUIDER') };
}
