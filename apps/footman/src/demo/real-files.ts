import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { DemoError } from './demo-error.js';
import type { FileToPut } from './put-files.js';

const FITS_FILE = /\.fits(?:\.fz|\.gz)?$/;

/** `MC_C_20240918_000013_R42_S11.fits`: camera, controller, day_obs, seq_num. */
const OBSERVATORY_NAME = /^((MC|AT|CC|TS)_([A-Z])_(\d{8})_\d{6})[_.]/;

/** `GC101_O_20221208_000211.fits` of a generic camera, `Broad_fiberSpecBroad_2024-01-09T17:41:34.996.fits` of a fiber spectrograph. */
const LFA_NAMES: readonly (readonly [name: RegExp, component: string])[] = [
  [/^GC(?<maker>\d{3})_[A-Z]_(?<year>\d{4})(?<month>\d\d)(?<day>\d\d)_\d{6}/, 'GenericCamera'],
  [/^(?<maker>\w+?)_fiberSpec\w*_(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)T/, 'FiberSpectrograph'],
];

const INSTRUMENTS: Readonly<Record<string, string>> = {
  MC: 'LSSTCam',
  AT: 'LATISS',
  CC: 'LSSTComCam',
  TS: 'LSST-TS8',
};

/**
 * The FITS files below a directory with the sidecars beside them, each under a key as in production; a file whose name doesn't
 * tell its place is kept under `unknown/`, for the pipeline to judge.
 *
 * @throws {DemoError} NO_FILES when there's none, or the directory can't be read.
 */
export async function findRealFiles(dir: string): Promise<readonly FileToPut[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch((cause) => {
    throw new DemoError('NO_FILES', `The directory ${dir} can't be read.`, { cause });
  });
  const paths = new Set(entries.filter((e) => e.isFile()).map((e) => join(e.parentPath, e.name)));
  const fits = [...paths].filter((path) => FITS_FILE.test(path)).sort();
  if (fits.length === 0) {
    throw new DemoError('NO_FILES', `There's no FITS file (.fits, .fits.fz, .fits.gz) in ${dir}.`);
  }
  return fits.map((path) => {
    const key = keyOf(relative(dir, path));
    const sidecar = path.replace(FITS_FILE, '.json');
    return {
      key,
      body: () => readFile(path),
      ...(paths.has(sidecar) && {
        sidecar: { key: key.replace(FITS_FILE, '.json'), body: () => readFile(sidecar) },
      }),
    };
  });
}

function keyOf(path: string): string {
  const parts = path.split(sep);
  const name = parts.at(-1) ?? '';
  const [, obs_id, camera, controller, day_obs] = OBSERVATORY_NAME.exec(name) ?? [];
  if (!obs_id || !camera) return lfaKeyOf(name) ?? ['unknown', ...parts].join('/');
  const instrument = camera === 'CC' && controller === 'S' ? 'LSSTComCamSim' : INSTRUMENTS[camera];
  return `${instrument}/${day_obs}/${obs_id}/${name}`;
}

/** The Large File Annex has other keys: component, generator, day. */
function lfaKeyOf(name: string): string | null {
  for (const [pattern, component] of LFA_NAMES) {
    const { maker, year, month, day } = pattern.exec(name)?.groups ?? {};
    if (maker) return [component, maker, year, month, day, name].join('/');
  }
  return null;
}
