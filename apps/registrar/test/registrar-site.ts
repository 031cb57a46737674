import { type EmbeddedS3, type EmbeddedServer, freePort, startRedis, startS3 } from '@footman/embedded';
import { type IngestedFile, OUT_QUEUES } from '@footman/feeds';
import { ObjectStore } from '@footman/object-store';
import { MessageQueue } from '@footman/queue';
import { createLogger, createMetrics, parseConfig, type RunningService } from '@footman/service';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { registrarConfig, registrarService } from '../src/index.js';
import { ingestedFile } from './ingested-file.js';

export const BUCKET = 'rubin-sts';
const DIRECTORY = 'LSSTCam/20261125/MC_O_20261125_001234';

/** The key of a detector's file. */
export function keyOf(detector: string): string {
  return `${DIRECTORY}/MC_O_20261125_001234_${detector}.fits`;
}

/** A registrar and its metrics. */
export class RunningRegistrar {
  constructor(
    readonly service: RunningService,
    private readonly registry: ReturnType<typeof createMetrics>,
  ) {}

  async metric(name: string): Promise<number> {
    const line = (await this.registry.metrics()).split('\n').find((each) => each.startsWith(`${name} `));
    return Number(line?.split(' ').at(-1));
  }

  outcomes(outcome: string): Promise<number> {
    return this.metric(`footman_registrar_files_total{outcome="${outcome}"}`);
  }
}

/** A Redis, an object store, and registrars on them; where Rucio is said to be, nobody listens. */
export class RegistrarSite {
  readonly #services: RunningService[] = [];

  private constructor(
    private readonly redis: EmbeddedServer,
    private readonly s3: EmbeddedS3,
    readonly store: ObjectStore,
    private readonly feed: MessageQueue<IngestedFile>,
    private readonly directory: string,
    readonly env: NodeJS.ProcessEnv,
  ) {}

  static async open(): Promise<RegistrarSite> {
    const redis = await startRedis();
    if (!redis) throw new Error('No redis-server is on PATH');
    const directory = await mkdtemp(join(tmpdir(), 'footman-registrar-'));
    const s3 = await startS3({ buckets: [BUCKET] });
    const RUCIO_CONFIG = join(directory, 'rucio.cfg');
    const client = 'account = a\nauth_type = userpass\nusername = u\npassword = hunter2';
    await writeFile(RUCIO_CONFIG, `[client]\nrucio_host = http://127.0.0.1:${await freePort()}\n${client}\n`);
    const env = {
      REDIS_URL: redis.url,
      S3_ENDPOINT_URL: s3.endpoint,
      AWS_ACCESS_KEY_ID: s3.accessKey,
      AWS_SECRET_ACCESS_KEY: s3.secretKey,
      RUCIO_CONFIG,
      RUCIO_RSE: 'DISK',
      RUCIO_SCOPE: 'raw',
      RUCIO_DTN: 'davs://dtn.example.org:1095',
    };
    const feed = new MessageQueue<IngestedFile>({ kind: 'redis', url: redis.url }, OUT_QUEUES.rucio);
    await feed.start();
    return new RegistrarSite(redis, s3, new ObjectStore(env), feed, directory, env);
  }

  async serve(settings: Record<string, string> = {}): Promise<RunningRegistrar> {
    const env = { ...this.env, HOST: '127.0.0.1', PORT: '0', ...settings };
    const registry = createMetrics();
    const log = createLogger({ name: 'registrar', level: 'fatal' });
    const service = await registrarService.start(parseConfig(registrarConfig, env), { env, log, registry });
    this.#services.push(service);
    return new RunningRegistrar(service, registry);
  }

  /** Puts a file, and says what ingest tells of it. */
  async file(key: string, content: string | Uint8Array = key): Promise<IngestedFile> {
    await this.store.put(BUCKET, key, Buffer.from(content));
    const { etag, size } = await this.store.head(BUCKET, key);
    return ingestedFile({ bucket: BUCKET, key, etag, size });
  }

  /** Tells of files as ingest does. */
  async tell(...files: readonly IngestedFile[]): Promise<void> {
    await this.feed.deliver(files);
  }

  async close(): Promise<void> {
    await Promise.all(this.#services.map((service) => service.close()));
    await this.feed.close();
    this.store.close();
    await this.s3.close();
    await this.redis.close();
    await rm(this.directory, { recursive: true });
  }
}
