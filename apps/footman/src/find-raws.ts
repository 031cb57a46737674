import { s3RawFile } from '@footman/ingest';
import { ObjectStore, parseS3Uri } from '@footman/object-store';
import type { RawFile } from '@footman/obs-base';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from './errors.js';
import { localRawFile } from './local-raw-file.js';

const FITS = /\.fits?\b/;

/** Finds the raw files that a user named: a file, a directory with all below it, or an object or prefix in S3. */
export async function findRaws(places: readonly string[], store: ObjectStore): Promise<RawFile[]> {
  const raws: RawFile[] = [];
  for (const place of places)
    raws.push(...(place.startsWith('s3://') ? await s3Raws(place, store) : await localRaws(place)));
  return raws;
}

async function localRaws(place: string): Promise<RawFile[]> {
  const entry = await stat(place).catch(() => null);
  if (!entry) throw new UsageError(`${place}: there is no such file or directory`);
  if (!entry.isDirectory()) return [await localRawFile(place)];
  const names = (await readdir(place, { recursive: true })).filter(
    (name) => FITS.test(name) && !name.endsWith('.json'),
  );
  if (names.length === 0) throw new UsageError(`${place}: there are no FITS files in this directory`);
  return Promise.all(names.sort().map((name) => localRawFile(join(place, name))));
}

async function s3Raws(place: string, store: ObjectStore): Promise<RawFile[]> {
  const { bucket, key } = parseS3Uri(place);
  const raws: RawFile[] = [];
  for await (const object of store.list(bucket, { prefix: key })) {
    if (FITS.test(object.key) && !object.key.endsWith('.json'))
      raws.push(s3RawFile(store, { bucket, ...object }));
  }
  if (raws.length === 0) throw new UsageError(`${place}: there are no FITS files here`);
  return raws;
}
