import { simulateExposure } from '@footman/cli/demo';
import { type EmbeddedS3, type EmbeddedServer, startPostgres, startS3 } from '@footman/embedded';
import { bytesSource } from '@footman/fits';
import { ObjectStore } from '@footman/object-store';
import { RawIngest } from '@footman/obs-base';
import { instrumentByName } from '@footman/obs-lsst';
import { cephNotification } from '@footman/s3-events';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GuardedStore } from './guarded-store.js';
import { Registry } from './registry.js';

export const BUCKET = 'rubin-summit';
export const SECRET = 'opaque-data-of-the-topic';
export const TOKEN = 'token-of-an-operator';

/** There is none at that place. */
const RUCIO =
  '[client]\nrucio_host = http://127.0.0.1:1\naccount = a\nauth_type = userpass\nusername = u\npassword = password\n';

const DETECTORS = instrumentByName('LSSTCam').detectors.filter(({ full_name }) =>
  /^R22_S1|R00_SG0/.test(full_name),
);

/** An object that was PUT. */
export interface PutObject {
  readonly key: string;
  readonly body: Uint8Array;
}

/** PostgreSQL for registry and queue, and an object store in front of which stands a guard that lets nobody write. */
export class Site {
  private constructor(
    readonly postgres: EmbeddedServer,
    private readonly s3: EmbeddedS3,
    readonly guard: GuardedStore,
    readonly registry: Registry,
    /** Writes to the store, past the guard. */
    private readonly camera: ObjectStore,
    private readonly directory: string,
  ) {}

  static async open(): Promise<Site> {
    const directory = await mkdtemp(join(tmpdir(), 'footman-security-'));
    const [postgres, s3] = await Promise.all([startPostgres(), startS3({ buckets: [BUCKET] })]);
    const guard = await GuardedStore.before(s3.endpoint);
    await writeFile(join(directory, 'rucio.cfg'), RUCIO);
    const registry = await Registry.make(postgres, directory);
    await registry.owner.query('CREATE DATABASE queue');
    const camera = new ObjectStore(storeEnv(s3, s3.endpoint));
    return new Site(postgres, s3, guard, registry, camera, directory);
  }

  /** What services are told of queue, store and Butler; who reads or writes the Butler is added. */
  get env(): NodeJS.ProcessEnv {
    const queue = Object.assign(new URL(this.postgres.url), { pathname: '/queue' });
    return {
      ...storeEnv(this.s3, this.guard.endpoint),
      QUEUE_DATABASE_URL: queue.href,
      BUCKETS: BUCKET,
      BUTLER_REPO: this.registry.repo,
      NOTIFICATION_SECRET: SECRET,
      CONSOLE_TOKEN: TOKEN,
      RUCIO_CONFIG: join(this.directory, 'rucio.cfg'),
      RUCIO_RSE: 'DISK',
      RUCIO_SCOPE: 'raw',
      RUCIO_DTN: 'davs://dtn.example.org',
    };
  }

  /** PUTs the files of an exposure with their sidecars; gives the files. */
  async putExposure(day_obs: number, seq_num: number): Promise<PutObject[]> {
    const put: PutObject[] = [];
    for (const file of simulateExposure({ day_obs, seq_num, detectors: DETECTORS })) {
      for (const { key, body } of file.sidecar ? [file.sidecar, file] : [file]) {
        const bytes = typeof body === 'function' ? await body() : body;
        await this.put(key, bytes);
        if (key.endsWith('.fits')) put.push({ key, body: bytes });
      }
    }
    return put;
  }

  async put(key: string, body: Uint8Array): Promise<PutObject> {
    await this.camera.put(BUCKET, key, body);
    return { key, body };
  }

  /** Ingests files as the owner, some time ago. */
  async ingestAsOwner(files: readonly PutObject[]): Promise<void> {
    const repository = await this.registry.asOwner();
    try {
      const ingest = new RawIngest(repository);
      const raws = files.map(({ key, body }) => ({
        uri: `s3://${BUCKET}/${key}`,
        size: body.length,
        guider: key.includes('_guider'),
        bytes: bytesSource(body),
        sidecar: async () => null,
      }));
      const { files: outcomes } = await ingest.write(
        await Promise.all(raws.map((raw) => ingest.prepare(raw))),
      );
      const statuses = new Set(outcomes.map(({ status }) => status));
      if (statuses.size !== 1 || !statuses.has('ingested')) throw new Error([...statuses].join());
    } finally {
      await repository.close();
    }
    await this.registry.change(`UPDATE dataset SET ingest_date = ingest_date - 60 * 1000000000::bigint`);
  }

  /** What Ceph POSTs of an object. */
  notification({ key, body }: PutObject, secret = SECRET): string {
    return cephNotification({
      bucket: BUCKET,
      key,
      size: body.length,
      etag: createHash('md5').update(key).update(body).digest('hex'),
      eventTime: new Date().toISOString(),
      secret,
    });
  }

  async close(): Promise<void> {
    this.camera.close();
    await this.registry.close();
    await this.guard.close();
    await Promise.all([this.postgres.close(), this.s3.close()]);
    await rm(this.directory, { recursive: true, force: true });
  }
}

function storeEnv({ accessKey, secretKey }: EmbeddedS3, endpoint: string): NodeJS.ProcessEnv {
  return { S3_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: accessKey, AWS_SECRET_ACCESS_KEY: secretKey };
}
