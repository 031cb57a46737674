import { type EmbeddedS3, startS3 } from '@footman/embedded';
import { ObjectStore } from '@footman/object-store';
import { dayObsOf } from '@footman/obs-lsst';
import type { ObjectNotice } from '@footman/queue';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNightButler, type NightButler, writeFiles } from './night-butler.js';

export const BUCKET = 'rubin-summit';
export const LFA_BUCKET = 'rubinobs-lfa-cp';
/** The observing day in which the tests run. */
export const NIGHT = dayObsOf(Date.now());

/** A real object store and a Butler. */
export class Site {
  private constructor(
    private s3: EmbeddedS3,
    private readonly directory: string,
    readonly env: NodeJS.ProcessEnv,
    readonly store: ObjectStore,
    readonly butler: NightButler,
  ) {}

  static async open(): Promise<Site> {
    const dir = await mkdtemp(join(tmpdir(), 'footman-reaper-s3-'));
    const s3 = await startS3({ dir, buckets: [BUCKET, LFA_BUCKET] });
    const env = {
      S3_ENDPOINT_URL: s3.endpoint,
      AWS_ACCESS_KEY_ID: s3.accessKey,
      AWS_SECRET_ACCESS_KEY: s3.secretKey,
    };
    return new Site(s3, dir, env, new ObjectStore(env), await createNightButler());
  }

  /** Takes the object store away. */
  async stopStore(): Promise<void> {
    await this.s3.close();
  }

  /** Brings it back, with what it had. */
  async startStore(): Promise<void> {
    const port = Number(new URL(this.s3.endpoint).port);
    this.s3 = await startS3({ dir: this.directory, buckets: [BUCKET, LFA_BUCKET], port });
  }

  /** The key of the file of a detector in an exposure of the night, both by number. */
  key(detector: number, exposure = 0): string {
    const obsId = this.obsId(exposure);
    return `LSSTCam/${NIGHT}/${obsId}/${obsId}_D${String(detector).padStart(3, '0')}.fits`;
  }

  obsId(exposure: number): string {
    return `MC_O_${NIGHT}_${String(exposure + 1).padStart(6, '0')}`;
  }

  /** PUTs objects of their own content each, and sidecars beside them. */
  async put(bucket: string, ...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      await this.store.put(bucket, key, Buffer.from(key));
      await this.store.put(bucket, key.replace('.fits', '.json'), Buffer.from('{}'));
    }
  }

  /** Writes the files of detectors in an exposure into the Butler. */
  async ingest(detectors: readonly number[], exposure = 0): Promise<void> {
    await writeFiles(
      this.butler,
      { bucket: BUCKET, night: NIGHT, obsId: (n) => this.obsId(n) },
      detectors.map((detector) => ({ exposure, detector, key: this.key(detector, exposure) })),
    );
  }

  /** What an object's notice would be. */
  async notice(key: string, bucket = BUCKET): Promise<ObjectNotice> {
    const { size, etag, lastModified } = await this.store.head(bucket, key);
    const eventTime = lastModified.toISOString();
    return { bucket, key, size, etag, versionId: null, eventTime, receivedAt: lastModified.getTime() };
  }

  /** Empties the buckets. */
  async clear(): Promise<void> {
    for (const bucket of [BUCKET, LFA_BUCKET]) {
      for await (const { key } of this.store.list(bucket)) {
        // The server takes only requests with a header of this kind for S3's.
        const headers = { 'x-amz-date': '' };
        await fetch(`${this.s3.endpoint}/${bucket}/${key}`, { method: 'DELETE', headers });
      }
    }
  }

  async close(): Promise<void> {
    this.store.close();
    await Promise.all([this.butler.close(), this.s3.close()]);
    await rm(this.directory, { recursive: true, force: true });
  }
}
