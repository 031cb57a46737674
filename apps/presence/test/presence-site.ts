import { type EmbeddedS3, type EmbeddedServer, startRedis, startS3 } from '@footman/embedded';
import { ObjectStore } from '@footman/object-store';
import { PresenceFeed, type Sighting } from '@footman/queue';
import { createLogger, createMetrics, parseConfig, type RunningService } from '@footman/service';
import { Redis } from 'ioredis';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { presenceConfig, presenceService } from '../src/index.js';

export const BUCKET = 'rubin-summit';
export const GROUP = '2026-11-25T01:02:03.456';
const DIRECTORY = 'LSSTCam/20261124/MC_O_20261124_000042';

/** The key of a detector's file. */
export function keyOf(detector: string): string {
  return `${DIRECTORY}/MC_O_20261124_000042_${detector}${detector.includes('_SG') ? '_guider' : ''}.fits`;
}

/** A Redis, an object store, and presence services on them. */
export class PresenceSite {
  readonly registry = createMetrics();
  readonly #services: RunningService[] = [];

  private constructor(
    readonly redis: EmbeddedServer,
    readonly client: Redis,
    private readonly s3: EmbeddedS3,
    readonly store: ObjectStore,
    private readonly feed: PresenceFeed,
    private readonly directory: string,
    readonly env: NodeJS.ProcessEnv,
  ) {}

  static async open(): Promise<PresenceSite> {
    const directory = await mkdtemp(join(tmpdir(), 'footman-presence-'));
    const redis = await startRedis();
    if (!redis) throw new Error('No redis-server is on PATH');
    const s3 = await startS3({ dir: directory, buckets: [BUCKET] });
    const env = {
      REDIS_URL: redis.url,
      S3_ENDPOINT_URL: s3.endpoint,
      AWS_ACCESS_KEY_ID: s3.accessKey,
      AWS_SECRET_ACCESS_KEY: s3.secretKey,
    };
    const feed = new PresenceFeed({ kind: 'redis', url: redis.url });
    await feed.start();
    return new PresenceSite(redis, new Redis(redis.url), s3, new ObjectStore(env), feed, directory, env);
  }

  /** Starts a service; the first one's metrics are in the site's registry. */
  async serve(settings: Record<string, string> = {}): Promise<string> {
    const config = parseConfig(presenceConfig, { HOST: '127.0.0.1', PORT: '0', ...settings });
    const registry = this.#services.length === 0 ? this.registry : createMetrics();
    const log = createLogger({ name: 'presence', level: 'fatal' });
    const service = await presenceService.start(config, { env: this.env, log, registry });
    this.#services.push(service);
    return service.url;
  }

  /** Puts an image's sidecar. */
  async sidecar(key: string, cards: object): Promise<void> {
    const text = JSON.stringify({ __CONTENT__: 'metadata', ...cards });
    await this.store.put(BUCKET, key.replace(/fits$/, 'json'), new TextEncoder().encode(text));
  }

  /** What the intake tells of a file, and ingest once it is there. */
  tell(key: string, ingestedAt?: number): void {
    const sighting: Sighting = { bucket: BUCKET, key, size: 5760, arrivedAt: Date.now() };
    this.feed.send({ ...sighting, ...(ingestedAt !== undefined && { ingestedAt }) });
  }

  async metric(name: string): Promise<number> {
    const line = (await this.registry.metrics()).split('\n').find((each) => each.startsWith(`${name} `));
    return Number(line?.split(' ').at(-1));
  }

  async close(): Promise<void> {
    await Promise.all(this.#services.map((service) => service.close()));
    await this.feed.close();
    this.client.disconnect();
    this.store.close();
    await this.s3.close();
    await this.redis.close();
    await rm(this.directory, { recursive: true, force: true });
  }
}

/** An answer's status and content. */
export async function ask(url: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(url);
  return { status: response.status, body: await response.json() };
}
