import { peacefulQueueServers } from '@footman/embedded';
import { ObjectQueues, ObjectWorker, PermanentError, WaitError, jobId } from '@footman/queue';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type MissingObject,
  REPAIRED,
  type ReconcileOptions,
  reconcileNight,
  type Systems,
} from '../src/index.js';
import { BUCKET, LFA_BUCKET, NIGHT, Site } from './site.js';
import { until } from './until.js';

describe.each(peacefulQueueServers())('comparing a night with the queue on %s', (_, start) => {
  let server: Awaited<ReturnType<typeof start>>;
  let site: Site;
  let queues: ObjectQueues;
  /** Suites share the queue's server, so each test has a bucket, and thus queues, of its own: by a profile. */
  let bucket: string;
  let n = 0;

  beforeAll(async () => {
    server = await start();
    site = await Site.open();
  });

  afterAll(async () => {
    await site.close();
    await server.close();
  });

  beforeEach(async () => {
    bucket = `test${process.pid}-${(n += 1)}@${BUCKET}`;
    queues = new ObjectQueues(server.backend);
    await queues.start();
  });

  afterEach(async () => {
    await Promise.all([site.clear(), queues.close()]);
  });

  const compare = async (options: Partial<ReconcileOptions> = {}, jobs: Systems['jobs'] = queues) => {
    const found: MissingObject[] = [];
    const report = await reconcileNight(
      { store: site.store, repository: async () => site.butler.repository, jobs },
      bucket,
      NIGHT,
      { datasetRegexp: /fits$/, graceMs: 0, onMissing: (missing) => found.push(missing), ...options },
    );
    const causes = Object.fromEntries(found.map(({ object, cause }) => [object.key, cause]));
    return { report, causes, found };
  };

  test('what was never noticed is queued on the backfill lane, once, and the rest is left alone', async () => {
    const keys = [1, 2, 3].map((detector) => site.key(detector));
    await site.put(BUCKET, ...keys, `LSSTCam/${NIGHT - 1}/MC_O_${NIGHT - 1}_000001/x.fits`);
    await site.ingest([1]);

    const { report, causes } = await compare();
    expect(causes).toEqual({ [keys[1] as string]: 'never-noticed', [keys[2] as string]: 'never-noticed' });
    expect(report).toMatchObject({ bucket, night: NIGHT, listed: 3, fresh: 0, inButler: 1, queued: 2 });
    expect(report.ppm).toBeCloseTo(2e6 / 3);
    const notices = await Promise.all(keys.map((key) => site.notice(key, bucket)));
    const jobs = await queues.states(bucket, notices);
    expect(jobs).toEqual(
      new Map(notices.slice(1).map((notice) => [jobId(notice), { lane: 'backfill', state: 'waiting' }])),
    );

    const second = await compare();
    expect(new Set(Object.values(second.causes))).toEqual(new Set(['in-progress']));
    expect(second.report).toMatchObject({ queued: 0, ppm: 0 });
  });

  test('a look changes nothing', async () => {
    const key = site.key(4);
    await site.put(BUCKET, key);
    const { report, found } = await compare({ requeue: [] });
    expect(report).toMatchObject({ queued: 0, missing: { 'never-noticed': 1 } });
    expect(found).toMatchObject([{ queued: false }]);
    expect(await queues.states(bucket, [await site.notice(key, bucket)])).toEqual(new Map());
  });

  test('what was written a moment ago is left out: its notice may be under way', async () => {
    await site.put(BUCKET, site.key(5));
    const { report } = await compare({ graceMs: 60_000 });
    expect(report).toMatchObject({ listed: 0, fresh: 1, queued: 0 });
  });

  test('the causes of what the queue knows are told apart, and only a person goes against them', async () => {
    const [dead, waits, done, again] = [11, 12, 13, 14].map((detector) => site.key(detector)) as [
      string,
      string,
      string,
      string,
    ];
    await site.put(BUCKET, dead, waits, done, again);
    const worker = new ObjectWorker(server.backend, bucket, async ({ key }) => {
      if (key === dead || key === again) throw new PermanentError('unreadable');
      if (key === waits) throw new WaitError('exposure unknown', 60_000);
    });
    await worker.start();
    const notices = await Promise.all([dead, waits, done, again].map((key) => site.notice(key, bucket)));
    await queues.add(notices);
    await until(async () => {
      const { failed, delayed, completed } = (await queues.status(bucket)).live;
      return failed === 2 && delayed === 1 && completed === 1;
    });
    await worker.close();
    // S3 tells seconds.
    await sleep(1100);
    await site.put(BUCKET, again);

    const { report, causes } = await compare();
    expect(causes).toEqual({ [dead]: 'dead', [waits]: 'parked', [done]: 'removed', [again]: 'put-again' });
    expect(report.queued).toBe(1);
    const { report: repaired } = await compare({ requeue: REPAIRED });
    expect(repaired).toMatchObject({
      queued: 2,
      missing: { dead: 1, removed: 1, parked: 1, 'in-progress': 1 },
    });
    expect((await queues.status(bucket)).backfill.waiting).toBe(3);
  });

  test('what is ingested while the queue is asked is not missing', async () => {
    await site.put(BUCKET, site.key(21));
    const slow: Systems['jobs'] = {
      states: async (...args) => {
        await site.ingest([21]);
        return await queues.states(...args);
      },
      parked: (name) => queues.parked(name),
      failed: (name) => queues.failed(name),
      add: (...args) => queues.add(...args),
    };
    const { report, found } = await compare({}, slow);
    expect(found).toEqual([]);
    expect(report).toMatchObject({ listed: 1, inButler: 1, queued: 0 });
  });

  test('files of the Large File Annex are found under their component and generator', async () => {
    bucket = bucket.replace(BUCKET, LFA_BUCKET);
    const day = String(NIGHT).replace(/(....)(..)(..)/, '$1/$2/$3');
    const keys = [
      `Electrometer/${day}/a.fits`,
      `GenericCamera/101/${day}/GC101_O_${NIGHT}_000001/GC101_O_${NIGHT}_000001.fits`,
    ];
    await site.put(LFA_BUCKET, ...keys, 'Electrometer/2025/01/01/b.fits');
    const { report, causes } = await compare();
    expect(Object.keys(causes).sort()).toEqual([...keys].sort());
    expect(report.queued).toBe(2);
  });
});
