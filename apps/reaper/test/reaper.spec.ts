import { type EmbeddedServer, queueServers, startPostgres } from '@footman/embedded';
import { Ledger, LedgerFeed, type LedgerObject } from '@footman/ledger';
import {
  jobId,
  MessageConsumer,
  MessageQueue,
  ObjectQueues,
  ObjectWorker,
  PermanentError,
  WaitError,
} from '@footman/queue';
import { createLogger, createMetrics, Secret } from '@footman/service';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type NightReport, type ReaperSettings, type RunningReaper, startReaper } from '../src/index.js';
import { BUCKET, NIGHT, Site } from './site.js';
import { until } from './until.js';

describe.each(queueServers())('the reaper with the queue on %s', (kind, start) => {
  let server: Awaited<ReturnType<typeof start>>;
  let database: EmbeddedServer;
  let site: Site;
  let bucket: string;
  let queues: ObjectQueues;
  let ledger: Ledger;
  let reapers: RunningReaper[];
  let n = 0;
  /** Of the last reaper that was started. */
  let registry = createMetrics();

  beforeAll(async () => {
    [server, database, site] = await Promise.all([start(), startPostgres(), Site.open()]);
    ledger = await Ledger.open(database.url);
  });

  afterAll(async () => {
    await ledger.close();
    await Promise.all([server.close(), database.close(), site.close()]);
  });

  beforeEach(async () => {
    bucket = `test${process.pid}-${(n += 1)}@${BUCKET}`;
    reapers = [];
    queues = new ObjectQueues(server.backend);
    await queues.start();
  });

  afterEach(async () => {
    await Promise.all(reapers.map((reaper) => reaper.close()));
    await Promise.all([site.clear(), queues.close()]);
  });

  const startOne = async (
    changes: Partial<ReaperSettings> = {},
    onCompared?: (report: NightReport) => void,
  ): Promise<RunningReaper> => {
    registry = createMetrics();
    const reaper = await startReaper(
      {
        BUCKETS: [bucket],
        BUTLER_REPO: site.butler.repo,
        LEDGER_URL: new Secret(database.url),
        DATASET_REGEXP: /fits$/,
        TONIGHT_MS: 200,
        WEEK_MS: 500,
        WEEK_NIGHTS: 2,
        GRACE_MS: 0,
        CHORES_MS: 100,
        MAX_GUIDER_WAIT: 600,
        CANARY_MS: 0,
        CANARY_PROFILE: '',
        LEDGER_DAYS: 10,
        LEDGER_IGNORED_DAYS: 1,
        ...changes,
      },
      {
        queue: server.backend,
        env: site.env,
        log: createLogger({ name: 'reaper', level: 'silent' as never }),
        registry,
        ...(onCompared && { onCompared }),
      },
    );
    reapers.push(reaper);
    return reaper;
  };
  /** The Butler outlives the tests, so each has an exposure of its own. */
  const key = (detector: number) => site.key(detector, n);
  const keys = (count: number) => Array.from({ length: count }, (_, i) => key(i + 1));
  const waiting = async () => (await queues.status(bucket)).backfill.waiting;
  const remembered = async (name: string): Promise<LedgerObject | undefined> =>
    (await ledger.find(bucket, [name]))[0];
  const metric = async (name: string, labels: Record<string, string>): Promise<number | undefined> => {
    const found = await registry.getSingleMetric(`footman_reaper_${name}`)?.get();
    return found?.values.find((value) =>
      Object.entries(labels).every(([label, text]) => value.labels[label] === text),
    )?.value;
  };

  test('queues what was never noticed, says so to the ledger, and shows the loss', async () => {
    await site.put(BUCKET, ...keys(3));
    await site.ingest([1], n);
    await startOne();
    await until(async () => (await waiting()) === 2);
    await until(async () => (await remembered(key(2)))?.state === 'missing');
    expect(await remembered(key(2))).toMatchObject({
      reason: 'never-noticed',
      instrument: 'LSSTCam',
      night: NIGHT,
      exposure: site.obsId(n),
      times: { event: expect.any(Number), queued: expect.any(Number) },
    });
    expect(await metric('requeued_total', { bucket, cause: 'never-noticed' })).toBe(2);
    const { lastModified } = await site.store.head(BUCKET, key(3));
    expect(await metric('newest_object_timestamp_seconds', { bucket })).toBe(lastModified.getTime() / 1000);
    await until(async () => (await metric('loss_ppm', { bucket, cause: 'never-noticed' })) === 0);
    const [first] = (await ledger.reconciliations({ bucket })).slice(-1);
    expect(first).toMatchObject({ night: NIGHT, listed: 3, inButler: 1, queued: 2 });
    expect(first?.ppm).toBeCloseTo(2e6 / 3);
  });

  test('tells the ledger what the Butler has and it does not know, with the date of ingest', async () => {
    await site.put(BUCKET, key(31));
    const before = Date.now();
    await site.ingest([31], n);
    await startOne();
    await until(async () => (await remembered(key(31)))?.state === 'ingested');
    const { times } = (await remembered(key(31))) as LedgerObject;
    expect(times.ingested).toBeGreaterThanOrEqual(before);
    expect(times.ingested).toBeLessThanOrEqual(Date.now());
    // The same key with another content is for a person to decide.
    await site.store.put(BUCKET, key(31), Buffer.from('something else'));
    await until(async () =>
      (await ledger.find(bucket, [key(31)])).some(({ state }) => state === 'corrected'),
    );
    expect(await waiting()).toBe(0);
  });

  test('of two reapers, one does the rounds, and the other when it has gone', async () => {
    await site.put(BUCKET, ...keys(20));
    const reports: string[] = [];
    const first = await startOne({}, () => reports.push('first'));
    await startOne({}, () => reports.push('second'));
    await until(() => reports.length > 6);
    expect(new Set(reports)).toEqual(new Set(['first']));
    expect(await waiting()).toBe(20);
    await first.close();
    await until(() => reports.includes('second'));
    expect(await waiting()).toBe(20);
  });

  test('wakes guiders whose exposure the Butler has, and shows those that wait for too long', async () => {
    const [known, unknown] = [100 + n, 200 + n];
    const attempts: string[] = [];
    const worker = new ObjectWorker(server.backend, bucket, async (notice) => {
      attempts.push(notice.key);
      const exposure = notice.key === site.key(41, known) ? known : unknown;
      if ((await site.butler.repository.exposureIds('LSSTCam', [site.obsId(exposure)])).size === 0)
        throw new WaitError(`exposure ${site.obsId(exposure)}`, 3_600_000);
    });
    await worker.start();
    const guiders = [site.key(41, known), site.key(41, unknown)];
    await site.put(BUCKET, ...guiders);
    await queues.add(await Promise.all(guiders.map((guider) => site.notice(guider, bucket))));
    await until(async () => (await queues.status(bucket)).live.delayed === 2);
    await site.ingest([1], known);
    await startOne({ MAX_GUIDER_WAIT: 0 });
    await until(async () => (await queues.status(bucket)).live.completed === 1);
    expect(attempts).toHaveLength(3);
    await until(async () => (await metric('parked_files', { bucket })) === 1);
    expect(await metric('overdue_parked_files', { bucket })).toBe(1);
    const parked = await queues.parked(bucket);
    expect(parked).toMatchObject([{ notice: { key: site.key(41, unknown) } }]);
    expect(await metric('oldest_parked_timestamp_seconds', { bucket })).toBe((parked[0]?.since ?? 0) / 1000);
    await worker.close();
  });

  test('lets a failed job run afresh that was noticed again after it had failed, once', async () => {
    let attempts = 0;
    const worker = new ObjectWorker(server.backend, bucket, async () => {
      attempts += 1;
      throw new PermanentError('unreadable');
    });
    await worker.start();
    await site.put(BUCKET, key(51));
    const notice = await site.notice(key(51), bucket);
    await queues.add([notice]);
    await until(async () => (await queues.status(bucket)).live.failed === 1);
    await startOne();
    // It was looked at by now.
    await until(async () => (await metric('dead_files', { bucket })) !== undefined);
    expect(attempts).toBe(1);
    const feed = new LedgerFeed(server.backend);
    await feed.start();
    feed.send({ bucket, key: notice.key, etag: notice.etag, state: 'queued', at: Date.now() });
    await until(() => attempts === 2);
    await sleep(500);
    expect(attempts).toBe(2);
    await Promise.all([worker.close(), feed.close()]);
  });

  test('shows why files were given up, as the queue knows it, or the ledger if there is one', async () => {
    const worker = new ObjectWorker(server.backend, bucket, async () => {
      throw new PermanentError('unreadable-header: there is no END card');
    });
    await worker.start();
    await site.put(BUCKET, key(52));
    await queues.add([await site.notice(key(52), bucket)]);
    await until(async () => (await queues.status(bucket)).live.failed === 1);
    const alone = await startOne({ LEDGER_URL: undefined });
    await until(async () => (await metric('dead_files', { bucket, reason: 'unreadable-header' })) === 1);
    expect(await metric('dead_files', { bucket, reason: '' })).toBe(0);
    expect(await metric('corrected_files', { bucket })).toBe(0);
    await alone.close();
    expect(await metric('dead_files', { bucket })).toBeUndefined();

    const stage = { bucket, key: key(53), at: Date.now() };
    await ledger.record([
      { ...stage, etag: '1', state: 'dead', reason: 'conflict' },
      { ...stage, etag: '2', state: 'dead', reason: 'conflict' },
      { ...stage, etag: '3', state: 'corrected', reason: 'corrected' },
    ]);
    await startOne();
    await until(async () => (await metric('dead_files', { bucket, reason: 'conflict' })) === 2);
    expect(await metric('dead_files', { bucket, reason: 'unreadable-header' })).toBeUndefined();
    expect(await metric('corrected_files', { bucket })).toBe(1);
    await ledger.record(
      ['1', '2'].map(
        (etag) => ({ ...stage, etag, state: 'ignored', reason: 'forgotten', at: Date.now() }) as const,
      ),
    );
    await until(async () => (await metric('dead_files', { bucket, reason: 'conflict' })) === 0);
    await worker.close();
  });

  test('shows who answers, and files that wait though nobody works', async () => {
    const up = async () => {
      const text = await registry.metrics();
      return Object.fromEntries(
        [...text.matchAll(/^footman_((?:queue|butler|ledger)_up) (\d+)$/gm)].map(([, name, value]) => [
          name,
          Number(value),
        ]),
      );
    };
    await queues.add([await site.put(BUCKET, key(54)).then(() => site.notice(key(54), bucket))]);
    await startOne();
    expect(await up()).toEqual({ queue_up: 1, butler_up: 1, ledger_up: 1 });
    expect(await registry.metrics()).toContain(
      `footman_queue_files{bucket="${bucket}",lane="live",state="waiting"} 1`,
    );
  });

  test('shows how far each feed is behind, also one that nobody takes, and what was refused', async () => {
    const feeds = async (): Promise<Record<string, number>> =>
      Object.fromEntries(
        [...(await registry.metrics()).matchAll(/^footman_feed_(\w+)\{feed="([\w-]+)"\} (\S+)$/gm)].map(
          ([, what, feed, value]) => [`${feed} ${what}`, Number(value)],
        ),
      );
    const sent = Date.now() / 1000;
    const [nobody, refusing] = ['nobody', 'refusing'].map(
      (name) => new MessageQueue<string>(server.backend, `footman~${name}`),
    ) as [MessageQueue<string>, MessageQueue<string>];
    const consumer = new MessageConsumer<string>(server.backend, refusing.name, async () => {
      throw new PermanentError('gone');
    });
    await Promise.all([nobody.start(), refusing.start(), consumer.start(), startOne()]);
    nobody.send(['a file']);
    refusing.send(['a file']);
    await until(async () => (await feeds())['refusing refused_messages'] === 1);
    await until(async () => (await feeds())['nobody messages'] === 1);
    const shown = await feeds();
    expect(shown).toMatchObject({ 'refusing messages': 0, 'nobody refused_messages': 0 });
    expect(shown['nobody oldest_timestamp_seconds']).toBeGreaterThanOrEqual(Math.floor(sent));
    expect(shown['nobody oldest_timestamp_seconds']).toBeLessThanOrEqual(Date.now() / 1000);
    expect(shown['refusing oldest_timestamp_seconds']).toBeUndefined();

    await database.kill();
    const feed = new LedgerFeed(server.backend);
    await feed.start();
    feed.send({ bucket, key: key(54), etag: 'e', state: 'queued', at: Date.now() });
    await until(async () => (await feeds())['ledger messages'] === 1);
    expect(await registry.metrics()).toMatch(/^footman_ledger_up 0$/m);
    await database.start();
    await until(async () => (await feeds())['ledger messages'] === 0, 40);
    await until(async () => /^footman_ledger_up 1$/m.test(await registry.metrics()));
    expect((await feeds())['ledger oldest_timestamp_seconds']).toBeUndefined();
    await Promise.all([feed.close(), nobody.close(), refusing.close(), consumer.close()]);
  }, 90_000);

  test('gives the jobs of a worker that died to others', async () => {
    await site.put(BUCKET, key(61));
    const notice = await site.notice(key(61), bucket);
    await queues.add([notice]);
    const loader = ['--conditions', '@footman/source', '--import', '@swc-node/register/esm-register'];
    const script = fileURLToPath(new URL('../../../libs/queue/test/worker-process.ts', import.meta.url));
    const settings = [JSON.stringify(server.backend), bucket, JSON.stringify({ lockMs: 1000 })];
    const child = spawn(process.execPath, [...loader, script, ...settings], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await startOne();
    await until(async () => (await queues.states(bucket, [notice])).get(jobId(notice))?.state === 'waiting');
    await until(async () => (await metric('stalled_total', {})) === 1);
  });

  test('starts while everything is away, says so, and begins when all is back', async () => {
    await site.put(BUCKET, ...keys(5));
    await Promise.all([site.stopStore(), server.kill(), database.kill()]);
    const reaper = await startOne();
    const ready = async (name: string) => reaper.readiness[name]?.().catch(() => false);
    for (const name of ['queue', 'object-store', 'ledger']) expect(await ready(name)).toBe(false);
    await Promise.all([site.startStore(), server.start(), database.start()]);
    await until(async () => (await queues.ready()) && (await waiting()) === 5, 40);
    for (const name of ['queue', 'object-store', 'ledger', 'butler'])
      await until(async () => (await ready(name)) === true);
  }, 90_000);

  test('goes on without the ledger, which catches up', async () => {
    await startOne();
    await database.kill();
    await site.put(BUCKET, ...keys(4));
    await until(async () => (await waiting()) === 4, 30);
    await database.start();
    await until(async () => (await remembered(key(4)))?.state === 'missing', 40);
  }, 90_000);

  if (kind === 'Redis') {
    test('queues everything again after Redis was wiped', async () => {
      await site.put(BUCKET, ...keys(10));
      await startOne();
      await until(async () => (await waiting()) === 10);
      await until(async () => (await remembered(key(10)))?.state === 'missing');
      const { hostname, port } = new URL((server.backend as { url: string }).url);
      const redis = connect(Number(port), hostname).end('FLUSHALL\r\n');
      await new Promise((resolve) => redis.on('close', resolve).resume());
      await until(async () => (await waiting()) === 10);
      await until(async () => (await remembered(key(10)))?.reason === 'queue-lost');
    });
  }
});
