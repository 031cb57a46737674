import { isGuider, isLfaBucket } from '@footman/obs-lsst';
import type { RegistrarConfig } from './config.js';

/** Under which names Rucio has a file. */
export interface RucioPlace {
  readonly scope: string;
  /** The file's key. */
  readonly name: string;
  readonly pfn: string;
  /** The name of its dataset, in the same scope: a hundred exposures of a night. */
  readonly dataset: string;
}

/** Instrument, day, and of the exposure's number all but the last two digits. Source: embargo-butler, rucio_interface.py. */
const RAW = /^(.+?)\/(\d+)\/[A-Z]{2}_[A-Z]_\2_(\d{4})\d{2}\/.*$/;

/** What a file's place goes by. */
type Settings = Pick<RegistrarConfig, 'RUCIO_SCOPE' | 'RUCIO_DTN'>;

/**
 * Finds a file's names in Rucio, as embargo-butler gave them: the bucket is in the pfn as it is named here, its profile or tenant included.
 *
 * @returns `skipped` for what belongs in no Rucio, guiders and the Large File Annex; null for a key that tells no exposure: embargo-butler
 * would have made it a dataset of its own.
 */
export function rucioPlace(settings: Settings, bucket: string, key: string): RucioPlace | 'skipped' | null {
  if (isLfaBucket(bucket) || isGuider(key)) return 'skipped';
  const [, instrument, day, hundred] = RAW.exec(key) ?? [];
  if (instrument === undefined) return null;
  return {
    scope: settings.RUCIO_SCOPE,
    name: key,
    pfn: pfnOf(settings, bucket, key),
    dataset: `Dataset/${instrument}/${day}/${hundred}`,
  };
}

/** Where a file is, in the words of the storage element. */
export function pfnOf({ RUCIO_DTN }: Pick<Settings, 'RUCIO_DTN'>, bucket: string, key: string): string {
  return `${RUCIO_DTN}${bucket}/${key}`;
}
