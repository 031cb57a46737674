import { s3RawFile } from '@footman/ingest';
import { ObjectStore, parseS3Uri } from '@footman/object-store';
import type { RawFile } from '@footman/obs-base';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from './errors.js';
import { localRawFile } from './local-raw-file.js';

const FITS = /\.fits?(\.(fz|gz))?$/;

/** Finds the raw files that a user names. */
export class RawFinder {
  private readonly store: ObjectStore;

  /** @param env has S3 endpoints and credentials. */
  constructor(env: NodeJS.ProcessEnv) {
    this.store = new ObjectStore(env);
  }

  /**
   * Finds what places mean: a file, a directory with all below it, or an object or prefix in S3.
   *
   * @throws UsageError for a place where there is nothing.
   */
  async find(places: readonly string[]): Promise<RawFile[]> {
    const raws: RawFile[] = [];
    for (const place of places)
      raws.push(...(await (place.startsWith('s3://') ? this.inS3(place) : onDisk(place))));
    return raws;
  }

  /** The file that a repository has under a URI. @throws the storage's error when it isn't there. */
  async stored(uri: string): Promise<RawFile> {
    if (!uri.startsWith('s3://')) return localRawFile(uri.startsWith('file:') ? fileURLToPath(uri) : uri);
    const { bucket, key } = parseS3Uri(uri);
    const { size } = await this.store.head(bucket, key);
    return s3RawFile(this.store, { bucket, key, size });
  }

  /** Ends connections; files that were found in S3 can't be read any more. */
  close(): void {
    this.store.close();
  }

  private async inS3(place: string): Promise<RawFile[]> {
    const { bucket, key } = parseS3Uri(place);
    const raws: RawFile[] = [];
    for await (const object of this.store.list(bucket, { prefix: key })) {
      if (FITS.test(object.key)) raws.push(s3RawFile(this.store, { bucket, ...object }));
    }
    if (raws.length === 0) throw new UsageError(`${place}: there are no FITS files here`);
    return raws;
  }
}

async function onDisk(place: string): Promise<RawFile[]> {
  const entry = await stat(place).catch(() => null);
  if (!entry) throw new UsageError(`${place}: there is no such file or directory`);
  if (!entry.isDirectory()) return [await localRawFile(place)];
  const names = (await readdir(place, { recursive: true })).filter((name) => FITS.test(name));
  if (names.length === 0) throw new UsageError(`${place}: there are no FITS files in this directory`);
  return Promise.all(names.sort().map((name) => localRawFile(join(place, name))));
}
