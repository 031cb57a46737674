import { type EmbeddedS3, type QueueServer, peacefulQueueServers, startS3 } from '@footman/embedded';
import { ObjectStore } from '@footman/object-store';
import { CANARY_PREFIX, ObjectQueues, isCanary } from '@footman/queue';
import { createLogger, createMetrics } from '@footman/service';
import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningReaper, reaperConfig, startReaper } from '../src/index.js';
import { createNightButler, type NightButler } from './night-butler.js';
import { until } from './until.js';

const NAME = 'rubin-canary';

describe.each(peacefulQueueServers())('canaries, with the queue on %s', (_, start) => {
  const lines: Record<string, unknown>[] = [];
  /** Canaries that were PUT; told of only while somebody listens. */
  const put: string[] = [];
  let listening = true;
  let server: Pick<QueueServer, 'backend' | 'close'>;
  let butler: NightButler;
  let s3: EmbeddedS3;
  let dir: string;
  let store: ObjectStore;
  let queues: ObjectQueues;
  let reapers: { reaper: RunningReaper; metrics: () => Promise<string> }[] = [];
  let env: NodeJS.ProcessEnv;
  let bucket: string;
  let n = 0;

  beforeAll(async () => {
    [server, butler, dir] = await Promise.all([
      start(),
      createNightButler(),
      mkdtemp(join(tmpdir(), 'footman-canary-')),
    ]);
    queues = new ObjectQueues(server.backend);
    await queues.start();
    s3 = await startS3({ dir, buckets: [NAME] });
    s3.onPut((object) => {
      if (!isCanary(object.key)) return;
      put.push(object.key);
      if (listening) void queues.canaries.noticed({ ...object, receivedAt: Date.now() });
    });
    const { host } = new URL(s3.endpoint);
    env = {
      S3_ENDPOINT_URL: s3.endpoint,
      AWS_ACCESS_KEY_ID: 'reads-only',
      AWS_SECRET_ACCESS_KEY: 'as-it-should',
      LSST_RESOURCES_S3_PROFILE_writer: `http://${s3.accessKey}:${s3.secretKey}@${host}`,
    };
    store = new ObjectStore(env);
  });
  afterAll(async () => {
    store.close();
    await queues.close();
    await Promise.all([s3.close(), server.close(), butler.close()]);
    await rm(dir, { recursive: true, force: true });
  });
  beforeEach(() => {
    // Leases are of a name, and a test must not wait for those of the one before.
    bucket = `canary${process.pid}-${(n += 1)}@${NAME}`;
    put.length = 0;
    lines.length = 0;
    listening = true;
  });
  afterEach(async () => {
    await Promise.all(reapers.map(({ reaper }) => reaper.close()));
    reapers = [];
  });

  const startOne = async (settings: Record<string, string>) => {
    const registry = createMetrics();
    const config = reaperConfig.parse({ BUCKETS: bucket, BUTLER_REPO: butler.repo, ...settings });
    const reaper = await startReaper(config, {
      queue: server.backend,
      env,
      log: createLogger({
        name: 'reaper',
        destination: { write: (line) => void lines.push(JSON.parse(line)) },
      }),
      registry,
    });
    const one = { reaper, metrics: () => registry.metrics() };
    reapers.push(one);
    return one;
  };
  const shown = (text: string, name: string) => {
    const [, value] =
      new RegExp(`^footman_canary_${name}\\{bucket="${bucket}"\\} (\\S+)$`, 'm').exec(text) ?? [];
    return value === undefined ? undefined : Number(value);
  };
  const left = async () => {
    const keys: string[] = [];
    for await (const { key } of store.list(`writer@${NAME}`, { prefix: CANARY_PREFIX })) keys.push(key);
    return keys;
  };

  test('are put one after the other with rights of their own, and removed; one reaper of two does it', async () => {
    const began = Date.now() / 1000;
    const settings = { CANARY_MS: '300', CANARY_PROFILE: 'writer' };
    const first = await startOne(settings);
    await until(() => put.length > 0);
    const second = await startOne(settings);
    await until(
      async () => put.length > 2 && shown(await first.metrics(), 'noticed_timestamp_seconds') !== undefined,
    );
    const text = await first.metrics();
    expect(shown(text, 'put_timestamp_seconds')).toBeGreaterThanOrEqual(began);
    expect(shown(text, 'delay_seconds')).toBeGreaterThan(0);
    expect(shown(text, 'delay_seconds')).toBeLessThan(5);
    expect(await second.metrics()).not.toMatch(/^footman_canary_.*\{/m);
    await first.reaper.close();
    expect(await first.metrics()).not.toMatch(/^footman_canary_.*\{/m);
    await until(async () => shown(await second.metrics(), 'noticed_timestamp_seconds') !== undefined);
    await second.reaper.close();
    expect(await left()).toEqual([]);
    expect(new Set(put).size).toBe(put.length);
  });

  test('that nobody is told of are shown as put later than noticed, and said', async () => {
    listening = false;
    const { metrics } = await startOne({ CANARY_MS: '300', CANARY_PROFILE: 'writer' });
    await until(() => lines.some(({ msg }) => msg === "A canary's notice did not arrive"));
    expect(shown(await metrics(), 'put_timestamp_seconds')).toBeDefined();
    expect(shown(await metrics(), 'noticed_timestamp_seconds')).toBeUndefined();
    listening = true;
    await until(async () => shown(await metrics(), 'noticed_timestamp_seconds') !== undefined);
  });

  test('that somebody left behind who died over them are removed after an hour, and not before', async () => {
    const keys = ['old', 'young'].map((age) => `${CANARY_PREFIX}${age}`);
    for (const key of keys) await store.put(`writer@${NAME}`, key, new Uint8Array(1));
    const hoursAgo = new Date(Date.now() - 2 * 3_600_000);
    const directory = join(dir, NAME, CANARY_PREFIX);
    for (const file of await readdir(directory))
      if (file.startsWith('old')) await utimes(join(directory, file), hoursAgo, hoursAgo);
    await startOne({ CANARY_MS: '100', CANARY_PROFILE: 'writer' });
    await until(() => put.length > 4);
    expect(await left()).not.toContain(keys[0]);
    expect(await left()).toContain(keys[1]);
    await store.delete(`writer@${NAME}`, keys[1] as string);
  });

  test('are never put unless asked for', async () => {
    await startOne({ TONIGHT_MS: '100' });
    await until(() => lines.length > 0);
    expect(put).toEqual([]);
  });
});
