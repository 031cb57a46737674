import type { ObjectStore } from '@footman/object-store';
import { isLfaBucket, nightPrefixes } from '@footman/obs-lsst';
import { OperatorError } from '../errors.js';

/** What to replay: an exposure, a night, or whatever has a prefix. */
export type ReplaySelection =
  { readonly obs: string } | { readonly night: number } | { readonly prefix: string };

/** The selection as the user gave it. */
export function selectionText(selection: ReplaySelection): string {
  if ('obs' in selection) return `--obs ${selection.obs}`;
  return 'night' in selection ? `--night ${selection.night}` : `--prefix ${selection.prefix}`;
}

/**
 * The prefixes of a bucket under which the selected objects are; under some of them there may be nothing.
 *
 * @throws OperatorError for an exposure that its name or the bucket doesn't tell.
 */
export async function prefixesOf(
  store: ObjectStore,
  bucket: string,
  selection: ReplaySelection,
): Promise<readonly string[]> {
  if ('prefix' in selection) return [selection.prefix];
  const directoriesIn = (prefix: string) => collect(store.directories(bucket, prefix));
  if ('night' in selection) return nightPrefixes(bucket, selection.night, directoriesIn);
  const { obs } = selection;
  const [, day] = /^[^_/]+_[^_/]+_(\d{8})_\d+$/.exec(obs) ?? [];
  if (!day)
    throw new OperatorError(`${obs}: an obs_id looks like MC_O_20251115_000123`, 'operator.selection');
  if (isLfaBucket(bucket))
    throw new OperatorError(
      `${bucket}: keys of the LFA tell no exposure, use --prefix`,
      'operator.selection',
    );
  const nights = await nightPrefixes(bucket, Number(day), directoriesIn);
  return nights.map((night) => `${night}${obs}/`);
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
