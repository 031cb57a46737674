import { type Repository, createRepository, openRepository } from '@footman/butler-client';
import { freePort, startPostgres, startRedis } from '@footman/embedded';
import { registerInstruments } from '@footman/obs-base';
import { ObjectQueues } from '@footman/queue';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Options } from './options.js';
import { startProgram } from './program.js';

export const BUCKET = 'embargo';
export const SECRET = 's3cret';

/** Every file goes to all of them; everything is late. */
const FEEDS = {
  WEBHOOK_URI: 'http://nobody.invalid/',
  INGESTED_TOPIC: 'ingested',
  LATE_WEBHOOK_URI: 'http://nobody.invalid/late',
  LATE_TOPIC: 'late',
  LATE_AFTER: '0',
  RUCIO_RSE: 'NOWHERE',
};

/** Footman as it's deployed, each part in a process of its own, with real servers and a simulated store. */
export interface Site {
  /** Where notices go. */
  readonly notifyUrl: string;
  readonly queues: ObjectQueues;
  readonly repository: Repository;
  /** When each file came into the Butler by the workers' clocks, in milliseconds since the epoch, for keys that begin like this. */
  ingestTimes(prefix: string): Promise<Map<string, number>>;
  close(): Promise<void>;
}

/** What a site has. */
export interface SiteOptions extends Pick<Options, 'workers' | 'share'>, Partial<Pick<Options, 'feeds'>> {
  /** Services besides intake and ingest. */
  readonly apps?: readonly string[];
  /** What all of them are told besides. */
  readonly env?: NodeJS.ProcessEnv;
}

/** Starts everything and waits until it is ready. */
export async function startSite({
  workers,
  share,
  feeds = false,
  apps = [],
  env: more = {},
}: SiteOptions): Promise<Site> {
  const directory = await mkdtemp(join(tmpdir(), 'footman-bench-'));
  const redis = await startRedis();
  if (!redis) throw new Error('This needs a redis-server on PATH');
  const postgres = await startPostgres();
  const repo = join(directory, 'repo');
  const made = await createRepository(repo, { database: postgres.url, schema: 'butler' });
  await registerInstruments(made, ['LSSTCam']);
  await made.close();

  const log = (name: string) => join(directory, `${name}.log`);
  const store = await startProgram(
    fileURLToPath(new URL('./simulated-store.js', import.meta.url)),
    log('store'),
    {},
    (output) => output.includes('\n'),
  );
  const env = {
    S3_ENDPOINT_URL: (await store.output()).trim(),
    AWS_ACCESS_KEY_ID: 'nobody',
    AWS_SECRET_ACCESS_KEY: 'nothing',
    REDIS_URL: redis.url,
    BUCKETS: BUCKET,
    BUTLER_REPO: repo,
    NOTIFICATION_SECRET: SECRET,
    ...(feeds && FEEDS),
    ...(share && { BACKFILL_CONCURRENCY: String(share) }),
    ...more,
  };
  const start = async (name: string, app: string) => {
    const port = await freePort();
    const script = fileURLToPath(new URL(`../../../apps/${app}/dist/main.js`, import.meta.url));
    const settings = { ...env, HOST: '127.0.0.1', PORT: String(port) };
    const url = `http://127.0.0.1:${port}`;
    const program = await startProgram(script, log(name), settings, () =>
      fetch(`${url}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      ),
    );
    return { program, url };
  };
  const intake = await start('intake', 'intake');
  const names = Array.from({ length: workers }, (_, i) => `ingest-${i + 1}`);
  const ingest = await Promise.all(names.map((name) => start(name, 'ingest')));
  const others = await Promise.all(apps.map((app) => start(app, app)));
  const queues = new ObjectQueues({ kind: 'redis', url: redis.url }, { timeoutMs: 10_000 });
  await queues.start();
  const repository = await openRepository(repo);
  return {
    notifyUrl: `${intake.url}/notify`,
    queues,
    repository,
    async ingestTimes(prefix) {
      const times = new Map<string, number>();
      for (const name of names) {
        for await (const line of createInterface({ input: createReadStream(log(name)) })) {
          if (!line.includes('"Ingested ')) continue;
          const { key, time } = JSON.parse(line) as { key: string; time: string };
          if (key.startsWith(prefix)) times.set(key, Date.parse(time));
        }
      }
      return times;
    },
    async close() {
      await queues.close();
      await repository.close();
      for (const { program } of [intake, ...ingest, ...others]) await program.end();
      await store.end();
      await Promise.all([redis.close(), postgres.close()]);
      await rm(directory, { recursive: true, force: true });
    },
  };
}
