import { freePort, ServerProcess, startS3 } from '@footman/embedded';
import { ObjectStore } from '@footman/object-store';
import { presenceConfig, presenceService } from '@footman/presence';
import { PresenceFeed } from '@footman/queue';
import { createLogger, createMetrics, parseConfig } from '@footman/service';
import { Redis } from 'ioredis';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Conformance } from '../support/conformance.js';
import { ask, type Both } from './ask.js';

export const BUCKET = 'rubin-summit';
/** Seconds that an image stays known; none of the usual numbers. */
export const LIFETIME = 4321;

/** embargo-butler's presence service and ours, each also with DELETE_SEEN, on one Redis; and what fills that. */
export interface PresenceSides {
  readonly redis: Redis;
  /** Where they answer; the forgetful ones have DELETE_SEEN. */
  readonly lasting: Both<string>;
  readonly forgetful: Both<string>;
  /** Puts an object where ingest and presence find it. */
  put(key: string, body: Uint8Array): Promise<void>;
  /** Has embargo-butler's ingest write what it writes of files' groups. */
  theyRecord(keys: readonly string[]): Promise<void>;
  /** Tells ours of files as the intake does, and waits until it has taken note of each. */
  weRecord(keys: readonly string[]): Promise<void>;
  /** Ends Redis, and nothing else. */
  endRedis(): Promise<void>;
  close(): Promise<void>;
}

/** Starts all of it; embargo-butler asks for its Redis at port 6379 always, so this one has an address of its own. */
export async function startPresenceSides({ reference, work }: Conformance): Promise<PresenceSides> {
  const closers: (() => unknown)[] = [];
  const close = async () => {
    for (const each of closers.splice(0).toReversed()) await each();
  };
  try {
    const octet = () => 1 + Math.floor(Math.random() * 250);
    const host = `127.${octet()}.${octet()}.${octet()}`;
    const server = ['--bind', host, '--port', '6379', '--save', ''];
    const redisServer = new ServerProcess('redis-server', server, { stdio: 'ignore' });
    closers.push(() => redisServer.end('SIGKILL'));
    const redis = new Redis({ host, maxRetriesPerRequest: null, retryStrategy: () => 50 });
    redis.on('error', () => undefined); // It is tried again.
    closers.push(() => redis.disconnect());
    await redis.ping();

    const s3 = await startS3({ dir: join(work, 'presence'), buckets: [BUCKET] });
    closers.push(() => s3.close());
    const env = {
      S3_ENDPOINT_URL: s3.endpoint,
      AWS_ACCESS_KEY_ID: s3.accessKey,
      AWS_SECRET_ACCESS_KEY: s3.secretKey,
      GROUP_LIFETIME: String(LIFETIME),
      REDIS_HOST: host,
      REDIS_PASSWORD: '',
    };
    const store = new ObjectStore(env);
    const sizes = new Map<string, number>();
    closers.push(() => store.close());
    const python = { ...reference.environment, ...env };

    /** As in its Dockerfile.presence, with fewer workers. */
    const startTheirs = async (settings: object) => {
      const port = await freePort();
      const command = ['-m', 'gunicorn', '-b', `127.0.0.1:${port}`, '-w', '2', 'presence:app'];
      const process = new ServerProcess(reference.python, command, {
        stdio: 'ignore',
        cwd: reference.embargoButler,
        env: { ...python, ...settings },
      });
      closers.push(() => process.end('SIGKILL'));
      const url = `http://127.0.0.1:${port}`;
      await answering(url);
      return url;
    };
    const registries = [createMetrics(), createMetrics()] as const;
    const startOurs = async (settings: object, registry: (typeof registries)[number]) => {
      const config = parseConfig(presenceConfig, { ...env, HOST: '127.0.0.1', PORT: '0', ...settings });
      const log = createLogger({ name: 'presence', level: 'fatal' });
      const service = await presenceService.start(config, { env, log, registry });
      closers.push(() => service.close());
      return service.url;
    };
    const forget = { DELETE_SEEN: 'no' }; // Whatever it says.
    const [theirs, theirsForgetful, ours, oursForgetful] = await Promise.all([
      startTheirs({}),
      startTheirs(forget),
      startOurs({}, registries[0]),
      startOurs(forget, registries[1]),
    ]);

    const ingest = reference.startScriptWith(
      { ...python, BUCKET, BUTLER_REPO: 'none' },
      'peer_groups.py',
      reference.embargoButler,
    );
    closers.push(() => ingest.close());
    const feed = new PresenceFeed({ kind: 'redis', url: `redis://${host}:6379` });
    await feed.start();
    closers.push(() => feed.close());
    const recorded = async () => {
      const metrics = await Promise.all(
        registries.map((registry) => registry.getSingleMetric('footman_presence_sightings_total')?.get()),
      );
      return metrics.flatMap((metric) => metric?.values ?? []).reduce((sum, { value }) => sum + value, 0);
    };

    return {
      redis,
      close,
      lasting: { theirs, ours },
      forgetful: { theirs: theirsForgetful, ours: oursForgetful },
      endRedis: () => redisServer.end('SIGKILL'),
      async put(key, body) {
        sizes.set(key, body.length);
        await store.put(BUCKET, key, body);
      },
      async theyRecord(keys) {
        await ingest.ask(JSON.stringify(keys.map((key) => `s3://${BUCKET}/${key}`)));
      },
      async weRecord(keys) {
        const before = await recorded();
        const arrivedAt = Date.now();
        feed.send(...keys.map((key) => ({ bucket: BUCKET, key, size: sizes.get(key) ?? 0, arrivedAt })));
        while ((await recorded()) < before + keys.length) await sleep(10);
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A process that has just begun needs a moment. */
async function answering(url: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  const question = { method: 'GET', path: '/presence/LSSTCam/g/0/R22_S11' };
  for (;;) {
    const answer = await ask(url, question).catch(() => undefined);
    if (answer?.status === 200) return;
    if (Date.now() > deadline) throw new Error('embargo-butler does not answer');
    await sleep(50);
  }
}
