import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { instrumentNames } from '@footman/obs-lsst';
import { exposureKeys, sampleDetectors, simulateExposure } from './camera-simulator.js';
import { obsId, type SimulatedDetector } from './exposure-header.js';
import type { FileToPut } from './put-files.js';
import { findRealFiles } from './real-files.js';

/** The simulated camera. */
const SIMULATED_INSTRUMENT = 'LSSTCam';

/** A simulated file with its sidecar, and what the server writes beside them. */
const SIMULATED_BYTES = 50_000;

/** What the demonstration's camera is to do. */
export interface PlanOptions {
  /** @default 1 */
  readonly exposures?: number;
  /** How many of the detectors, an even sample. @default all */
  readonly detectors?: number;
  /** The first exposure's observing day, YYYYMMDD. @default 20251115 */
  readonly day_obs?: number;
  /** The first exposure's number in that day; the next ones count on. @default 123 */
  readonly seq_num?: number;
  /** A directory of real files that are PUT instead of simulated ones. */
  readonly files?: string;
}

/** What will be PUT. */
export interface DemoPlan {
  /** Keys of all FITS files. */
  readonly keys: ReadonlySet<string>;
  /** How many objects, sidecars included. */
  readonly objects: number;
  /** How much it is, roughly. */
  readonly bytes: number;
  /** The instruments that the repository has to know. */
  readonly instruments: readonly string[];
  /** Simulated exposures, which must all get their visit. */
  readonly obs_ids: readonly string[];
  /** One for each exposure, whose files are made when its turn comes; a directory's files are one batch. */
  readonly batches: readonly (() => readonly FileToPut[])[];
}

/**
 * Plans simulated exposures, or the files of a directory.
 *
 * @param camera all detectors of LSSTCam.
 * @throws {DemoError} NO_FILES
 */
export async function planDemo(
  options: PlanOptions,
  camera: readonly SimulatedDetector[],
): Promise<DemoPlan> {
  const { exposures = 1, day_obs = 20251115, seq_num = 123 } = options;
  if (options.files !== undefined) {
    const files = await findRealFiles(options.files);
    return {
      keys: new Set(files.map(({ key }) => key)),
      objects: files.length + files.filter(({ sidecar }) => sidecar).length,
      bytes: await sizeOf(options.files),
      instruments: instrumentNames,
      obs_ids: [],
      batches: [() => files],
    };
  }
  const detectors = sampleDetectors(camera, options.detectors ?? camera.length);
  const ids = Array.from({ length: exposures }, (_, i) => ({ day_obs, seq_num: seq_num + i, detectors }));
  const keys = new Set(ids.flatMap(exposureKeys));
  return {
    keys,
    objects: 2 * keys.size,
    bytes: keys.size * SIMULATED_BYTES,
    instruments: [SIMULATED_INSTRUMENT],
    obs_ids: ids.map(obsId),
    batches: ids.map((id) => () => simulateExposure(id)),
  };
}

async function sizeOf(directory: string): Promise<number> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
