import type { ObjectStore, StoredObject } from '@footman/object-store';
import { nightPrefixes } from '@footman/obs-lsst';
import { oneAfterAnother } from './one-after-another.js';

/** Prefixes listed ahead: a night of the Large File Annex has hundreds, nearly all of them empty. */
const AHEAD = 16;

/** Lists a night's datasets in a bucket: in the order of their keys within each instrument's prefix, and never more than a few pages held. */
export async function* nightDatasets(
  store: Pick<ObjectStore, 'list' | 'directories'>,
  bucket: string,
  night: number,
  { datasetRegexp, signal }: { readonly datasetRegexp: RegExp; readonly signal?: AbortSignal | undefined },
): AsyncGenerator<StoredObject, void> {
  const options = signal ? { signal } : {};
  const prefixes = await nightPrefixes(bucket, night, async (prefix) => {
    const directories: string[] = [];
    for await (const directory of store.directories(bucket, prefix, options)) directories.push(directory);
    return directories;
  });
  const listings = prefixes.map((prefix) => () => store.list(bucket, { prefix, ...options }));
  for await (const object of oneAfterAnother(listings, AHEAD)) {
    if (datasetRegexp.test(`${bucket}/${object.key}`)) yield object;
  }
}
