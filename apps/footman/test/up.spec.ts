import { createRepository } from '@footman/butler-client';
import { peacefulQueueServers, startPostgres, startS3 } from '@footman/embedded';
import { registerInstruments } from '@footman/obs-base';
import { instrumentByName } from '@footman/obs-lsst';
import { cephNotification } from '@footman/s3-events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { exposureKeys, simulateExposure } from '../src/demo/camera-simulator.js';
import { withRepository } from '../src/demo/demo-repository.js';
import { openHttpStore } from '../src/demo/http-store.js';
import { Notifier } from '../src/demo/notifier.js';
import { putFiles } from '../src/demo/put-files.js';
import { RunningFootman } from './running-footman.js';

const EXPOSURE = {
  day_obs: 20251115,
  seq_num: 7,
  detectors: instrumentByName('LSSTCam').detectors.slice(90, 93),
};
const SECRET = 'opaque-s3cret';
/** Nobody listens there. */
const AWAY = {
  QUEUE_DATABASE_URL: 'postgres://nobody:hunter2@127.0.0.1:1/none',
  S3_ENDPOINT_URL: 'http://127.0.0.1:1',
};

describe('footman up', () => {
  let dir: string;
  let running: RunningFootman | undefined;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'footman-up-'));
    // As root another user runs PostgreSQL in it.
    await chmod(dir, 0o755);
  });

  afterEach(async () => {
    running?.kill('SIGKILL');
    await running?.ended;
    await rm(dir, { recursive: true, force: true, maxRetries: 3 });
  });

  const up = (args: readonly string[], env: NodeJS.ProcessEnv) =>
    (running = new RunningFootman(['up', ...args], env));

  test('says what is wrong with the settings of all services at once, without values, and starts none', async () => {
    const { output, ended } = up([], {
      REAPER_TONIGHT_MS: 'often',
      LANES: 'fast',
      S3_ENDPOINT_URL: 'hunter2',
    });
    expect(await ended).toBe(2);
    expect(output.err.split('\n')).toEqual([
      'footman: The configuration has problems:',
      expect.stringMatching(/^ {2}environment \(intake, ingest, reaper.*\): .*REDIS_URL.*--embedded/),
      ...[
        'NOTIFICATION_SECRET (intake)',
        'BUTLER_REPO (ingest, reaper)',
        'LANES (ingest)',
        'TONIGHT_MS (reaper)',
        'CONSOLE_TOKEN (console)',
      ].map((variable) => expect.stringContaining(`  ${variable}: `)),
      '',
    ]);
    expect(output.err).not.toMatch(/often|hunter2/);
    expect(output.out).toBe('');
  });

  test('starts none when one of them does not start, and says which', async () => {
    const settings = {
      ...AWAY,
      NOTIFICATION_SECRET: SECRET,
      BUCKET: 'raw',
      BUTLER_REPO: '/nowhere',
      PORT: '0',
    };
    const { output, ended } = up(['--only', 'intake,ingest'], settings);
    expect(await ended).toBe(1);
    expect(output.err).toMatch(/^footman: ingest did not start: .*\/nowhere/m);
    expect(output.out + output.err).not.toContain('hunter2');
  });

  test('runs the services of a file of settings beside each other, and drains them together', async () => {
    const [, startQueue] = peacefulQueueServers().at(-1) as ReturnType<typeof peacefulQueueServers>[number];
    const [queue, postgres, s3] = await Promise.all([
      startQueue(),
      startPostgres(),
      startS3({ buckets: ['raw'] }),
    ]);
    const repo = join(dir, 'repo');
    const made = await createRepository(repo, { database: postgres.url, schema: 'butler' });
    await registerInstruments(made, ['LSSTCam']);
    await made.close();
    const { backend } = queue;
    const settings = {
      ...(backend.kind === 'redis'
        ? { REDIS_URL: backend.url }
        : { QUEUE_DATABASE_URL: backend.connectionString }),
      NOTIFICATION_SECRET: SECRET,
      BUCKET: 'raw',
      BUTLER_REPO: repo,
      LEDGER_URL: postgres.url,
      S3_ENDPOINT_URL: s3.endpoint,
      AWS_ACCESS_KEY_ID: s3.accessKey,
      AWS_SECRET_ACCESS_KEY: s3.secretKey,
      PORT: '8080',
      INGEST_LOG_LEVEL: 'warn',
    };
    const file = join(dir, 'site.env');
    await writeFile(
      file,
      Object.entries(settings)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(''),
    );
    try {
      const { output, ended } = up(['--env-file', file, '--json', '--only', 'intake,ingest,reaper'], {
        HOST: '127.0.0.1',
        // The environment wins over the file.
        PORT: '0',
      });
      const urls = await listening(running as RunningFootman);
      expect(Object.keys(urls)).toEqual(['intake', 'ingest', 'reaper']);

      const store = openHttpStore({ ...s3, bucket: 'raw' });
      const notifier = new Notifier({
        url: `${urls['intake']}/notify`,
        secret: SECRET,
        encode: cephNotification,
      });
      s3.onPut((object) => notifier.notify(object));
      await putFiles(simulateExposure(EXPOSURE), store.put);
      const stored = () =>
        withRepository(repo, async (repository) => (await repository.datasets()).map(({ uri }) => uri));
      await until(async () => (await stored()).length === EXPOSURE.detectors.length);
      notifier.close();
      store.close();
      expect((await stored()).sort()).toEqual(
        exposureKeys(EXPOSURE)
          .map((key) => `s3://raw/${key}`)
          .sort(),
      );

      for (const [name, url] of Object.entries(urls)) {
        const metrics = await (await fetch(`${url}/metrics`)).text();
        expect(metrics.match(/^# TYPE process_cpu_seconds_total /gm)).toHaveLength(1);
        expect(
          metrics
            .match(/^# TYPE footman_(intake|ingest|reaper)_/gm)
            ?.every((type) => type.includes(`_${name}_`)),
        ).toBe(true);
        expect((await fetch(`${url}/livez`)).status).toBe(200);
      }

      running?.kill('SIGTERM');
      expect(await ended).toBe(0);
      const lines = (running as RunningFootman).lines;
      expect(lines.filter(({ msg }) => msg === 'Drained')).toEqual([
        expect.objectContaining({ name: 'footman' }),
      ]);
      expect(new Set(lines.map(({ name }) => name))).toEqual(new Set(['intake', 'reaper', 'footman']));
      for (const url of Object.values(urls)) await expect(fetch(url)).rejects.toThrow();
      expect(output.out + output.err).not.toContain(SECRET);
    } finally {
      await Promise.all([queue.close(), postgres.close(), s3.close()]);
    }
  });

  test('brings servers, bucket and Butler of its own where it is asked to, and tells the intake of each object', async () => {
    const { output, ended } = up(['--embedded', join(dir, 'stand')], { HOST: '127.0.0.1', PORT: '0' });
    await until(() => output.err.includes('object store') || output.err.includes('footman:'));
    const endpoint = /object store +(\S+) +bucket embargo/.exec(output.err)?.[1] ?? '';
    const store = openHttpStore({ endpoint, accessKey: '', secretKey: '', bucket: 'embargo' });
    await putFiles(simulateExposure(EXPOSURE), store.put);
    store.close();
    const ingested = () =>
      (running as RunningFootman).lines.filter(({ msg }) => String(msg).startsWith('Ingested '));
    await until(() => ingested().length === EXPOSURE.detectors.length);
    running?.kill('SIGTERM');
    expect(await ended).toBe(0);
  });
});

/** Where each service listens, once all do. */
async function listening({ output }: RunningFootman): Promise<Record<string, string>> {
  const table = () => /^\{"services".*\}$/m.exec(output.err)?.[0];
  await until(() => table() !== undefined || output.err.includes('footman:'));
  const line = table();
  if (!line) throw new Error(output.err);
  const { services } = JSON.parse(line) as { services: { name: string; url: string }[] };
  return Object.fromEntries(services.map(({ name, url }) => [name, url]));
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 40_000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`This did not come true: ${condition}`);
    await sleep(50);
  }
}
