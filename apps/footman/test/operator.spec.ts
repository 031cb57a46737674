import { peacefulQueueServers } from '@footman/embedded';
import { MessageConsumer, MessageQueue, type ObjectNotice, queueBackendFromEnv } from '@footman/queue';
import { setTimeout as sleep } from 'node:timers/promises';
import { replayBucket } from '@footman/operator';
import { keyOf, NIGHT, NOTICED, OperatorSite, type QueueStart, UNNOTICED } from './operator-site.js';
import { footman } from './run-footman.js';

const AWAY = 'postgresql://user:topsecret@127.0.0.1:9/ledger';
const GOOD = 'R22_S00.fits';
const BAD = 'R22_S01.fits';
const GUIDER = 'R00_SG0_guider.fits';

describe.each(peacefulQueueServers())('an operator, with the queue on %s,', (_, startQueue: QueueStart) => {
  let site: OperatorSite;
  let buckets = 0;
  const before = process.env;

  beforeAll(async () => {
    site = await OperatorSite.start(startQueue);
  });

  /** Every test has a bucket of its own, in which everything has happened that can. */
  const bucket = () => site.bucket(`raws-${++buckets}`);

  beforeEach(() => {
    process.env = { ...before, ...site.env };
  });

  afterAll(async () => {
    process.env = before;
    await site.close();
  });

  describe('asks how it stands', () => {
    test('and is told what waits for a person, with the command that tells more', async () => {
      const name = await bucket();
      const { stdout, exitCode } = await footman('status', '--bucket', name);
      expect(exitCode).toBe(1);
      expect(stdout).toMatch(/^queue {2}answers/m);
      expect(stdout).toMatch(/^ledger answers .*up to date$/m);
      expect(row(stdout, name, 'live')).toEqual([
        name,
        'live',
        '-',
        '0',
        '0',
        '1',
        expect.stringMatching(/ago$/),
      ]);
      expect(row(stdout, name, 'ago  ')).toEqual([
        name,
        expect.stringMatching(/s ago$/),
        ...['3', '3', '1', '1', '1', '0', '1', '1'],
      ]);
      expect(stdout).toContain(`! ${name}: 1 given up: footman dead list --bucket ${name} --state dead`);
      expect(stdout).toContain(`! ${name}: 1 waiting for their exposure for too long`);
    });

    test('and gets it as JSON, of all buckets that anyone knows of', async () => {
      const [one, other] = [await bucket(), await bucket()];
      process.env['BUCKETS'] = 'new-bucket';
      const { stdout } = await footman('status', '--json');
      const status = JSON.parse(stdout) as { buckets: { bucket: string }[] };
      expect(status).toMatchObject({
        queue: { state: 'answers' },
        ledger: { state: 'answers' },
      });
      expect(status.buckets.map((each) => each.bucket)).toEqual(
        expect.arrayContaining(['new-bucket', one, other]),
      );
      expect(status.buckets.find((each) => each.bucket === 'new-bucket')).toMatchObject({
        flow: { received: { last15Minutes: 0 }, lastReceivedAt: null },
        troubles: { dead: 0 },
      });
      expect(status.buckets.find((each) => each.bucket === one)).toMatchObject({
        lanes: { live: { completed: 1, failed: 1, delayed: 1, oldestPendingAt: null } },
        flow: { received: { lastMinute: 3 }, ingested: { last15Minutes: 1 } },
        troubles: { dead: 1, corrected: 0, parked: 1, overdue: 1 },
      });
    });

    test('and hears that all is well once everything is decided, with exit code 0', async () => {
      const name = await site.bucket(`quiet`);
      expect(
        await footman('dead', 'forget', '--bucket', name, '--state', 'dead,overdue', '--why', 'a test'),
      ).toMatchObject({
        exitCode: 0,
      });
      expect(await footman('status', '--bucket', name)).toMatchObject({
        exitCode: 0,
        stdout: expect.stringContaining('Nothing needs a person.'),
      });
    });

    test('without a ledger: the queue tells what it can', async () => {
      const name = await bucket();
      delete process.env['LEDGER_URL'];
      process.env['MAX_GUIDER_WAIT'] = '0';
      const { stdout, exitCode } = await footman('status', '--bucket', name);
      expect(exitCode).toBe(1);
      expect(stdout).toMatch(/^ledger not configured/m);
      expect(row(stdout, name, '\\?')).toEqual([
        name,
        expect.stringMatching(/s ago$/),
        ...['?', '?', '?', '?', '1', '?', '1', '1'],
      ]);
    });

    test.each([
      ['ledger', { LEDGER_URL: AWAY }, /^ledger AWAY .*127\.0\.0\.1:9/m],
      ['queue', { REDIS_URL: 'redis://:topsecret@127.0.0.1:9' }, /^queue {2}AWAY .*127\.0\.0\.1:9/m],
    ])('and hears that the %s is away, and all the rest', async (what, settings, line) => {
      const name = await bucket();
      Object.assign(process.env, settings);
      const { stdout, exitCode } = await footman('status', '--bucket', name);
      expect(exitCode).toBe(1);
      expect(stdout).toMatch(line);
      expect(stdout).toContain(`! the ${what} is away`);
      expect(stdout).toContain(`! ${name}: 1 given up`);
      expect(stdout).not.toContain('topsecret');
    });
  });

  describe('looks at files that wait for a person', () => {
    test('told apart by state, counted by reason', async () => {
      const name = await bucket();
      const { stdout, exitCode } = await footman('dead', 'list', '--bucket', name);
      expect(exitCode).toBe(0);
      expect(row(stdout, 'dead')).toEqual([
        'dead',
        expect.any(String),
        'untranslatable-header',
        `${name}/${keyOf(NOTICED, BAD)}`,
      ]);
      expect(row(stdout, 'overdue')).toEqual(['overdue', '60 min', '-', `${name}/${keyOf(NOTICED, GUIDER)}`]);
      expect(stdout).toMatch(/^1 dead: 1 untranslatable-header$/m);
    });

    test('and one that was replaced after ingest', async () => {
      const name = await bucket();
      await site.store.put(name, keyOf(NOTICED, GOOD), Buffer.from('other content'));
      const notice = await site.notice(name, NOTICED, GOOD);
      await site.ledger.record([{ ...notice, state: 'duplicate', at: Date.now() }]);
      const { stdout } = await footman('dead', 'list', '--bucket', name, '--state', 'corrected', '--json');
      expect(JSON.parse(stdout)).toMatchObject({
        total: 1,
        files: [{ state: 'corrected', notice: { key: notice.key, etag: notice.etag } }],
      });
      const shown = await footman('dead', 'show', `${name}/${notice.key}`);
      expect(shown.stdout).toMatch(
        /no longer in the bucket\n[^]*state +ingested[^]*which is in the bucket\n[^]*state +corrected/,
      );
      expect(shown.stdout).toContain('decide which content is right');
    });

    test.each([
      [['--reason', 'untranslatable-header'], 1],
      [['--reason', 'conflict'], 0],
      [['--night', String(NIGHT)], 2],
      [['--night', '20251114'], 0],
      [['--exposure', NOTICED], 2],
      [['--exposure', UNNOTICED], 0],
      [['--key', keyOf(NOTICED, BAD)], 1],
      [['--key', 'LSSTCam/2025111'], 2],
      [['--state', 'overdue', '--night', String(NIGHT)], 1],
    ])('chosen by %j, the same from ledger and queue', async (args, total) => {
      const name = await site.bucket('chosen');
      process.env['MAX_GUIDER_WAIT'] = '0';
      const list = ['dead', 'list', '--bucket', name, '--json', ...args];
      expect(JSON.parse((await footman(...list)).stdout)).toMatchObject({ total, withoutLedger: null });
      delete process.env['LEDGER_URL'];
      expect(JSON.parse((await footman(...list)).stdout)).toMatchObject({
        total,
        withoutLedger: 'LEDGER_URL is not set',
      });
    });

    test('at one of them: its times and history, and what can be done', async () => {
      const name = await bucket();
      const file = `${name}/${keyOf(NOTICED, BAD)}`;
      const { stdout, exitCode } = await footman('dead', 'show', file);
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/queue +failed, live lane\n +state +dead: untranslatable-header/);
      expect(stdout).toMatch(/^queued .* 0\.010 s$/m);
      expect(stdout).toMatch(
        /^history[^\n]*\n.* dead +1 +untranslatable-header +ingest-0:1 +DATE-OBS is missing$/m,
      );
      expect(stdout).toContain(`footman dead replay --bucket ${name} --key ${keyOf(NOTICED, BAD)}\n`);
      delete process.env['LEDGER_URL'];
      const without = await footman('dead', 'show', file);
      expect(without.stdout).toMatch(/failure +untranslatable-header: DATE-OBS is missing/);
      expect(without.stdout).toMatch(/could not be asked: the ledger/);
    });

    test('at one that Rucio has, and at one that it would not take', async () => {
      const name = await bucket();
      const notice = await site.notice(name, NOTICED, GOOD);
      const show = async () => (await footman('dead', 'show', `${name}/${notice.key}`)).stdout;
      expect(await show()).toMatch(/^ +to do +nothing: it is in the Butler$/m);

      const backend = queueBackendFromEnv(process.env);
      const rucio = new MessageQueue<ObjectNotice>(backend, 'footman~rucio', { gatherMs: 1 });
      const registrar = new MessageConsumer<ObjectNotice>(backend, rucio.name, async (files, delivery) =>
        delivery.refuse('Rucio has another content under this name', ...files),
      );
      await Promise.all([rucio.start(), registrar.start()]);
      await rucio.deliver([notice, { ...notice, etag: 'another' }]);
      const refused = async () => (await footman('feeds', 'refused', 'rucio')).stdout;
      while (!(await refused()).includes(notice.key)) await sleep(20);
      await Promise.all([rucio.close(), registrar.close()]);
      expect(await show()).toMatch(
        /^ +refused +by rucio, .* ago: Rucio has another content under this name\n +to do +it is in the Butler, but not all could be told.*\n +footman feeds retry rucio$/m,
      );
      expect((await show()).match(/refused +by/g)).toHaveLength(1);
      await footman('feeds', 'forget', 'rucio', '--why', 'a test');

      await site.ledger.record([{ ...notice, state: 'registered', at: Date.now() }]);
      expect(await show()).toMatch(
        /^ +state +registered, [^]* +to do +nothing: it is in the Butler, and Rucio has it$/m,
      );
      expect(await show()).toMatch(/^registered .* s$/m);
      // It is as much in the Butler as before.
      expect(row((await footman('status', '--bucket', name)).stdout, name, 'ago  ')).toEqual([
        name,
        expect.stringMatching(/ago$/),
        ...['3', '3', '1', '1', '1', '0', '1', '1'],
      ]);
    });

    test('at one that nobody heard of, and at one that is nowhere', async () => {
      const name = await bucket();
      const unnoticed = await footman('dead', 'show', `${name}/${keyOf(UNNOTICED, GOOD)}`);
      expect(unnoticed).toMatchObject({
        exitCode: 0,
        stdout: expect.stringContaining('ledger    knows nothing of it'),
      });
      expect(unnoticed.stdout).toContain(
        `footman replay --bucket ${name} --prefix ${keyOf(UNNOTICED, GOOD)}`,
      );
      expect(await footman('dead', 'show', `${name}/nothing`)).toMatchObject({ exitCode: 1 });
    });
  });

  describe('replays files that were given up', () => {
    test('after having seen what would happen, and it is remembered who did it and why', async () => {
      const name = await bucket();
      const chosen = ['dead', 'replay', '--bucket', name, '--reason', 'untranslatable-header'];
      const dry = await footman(...chosen, '--dry-run');
      expect(dry.stdout).toMatch(
        /^ {2}dead {2}untranslatable-header {2}.*R22_S01\.fits\n.*1 file would be queued again\nNothing was changed\.\n$/,
      );
      expect(await site.job(name, NOTICED, BAD)).toBe('live failed');

      const done = await footman(...chosen, '--who', 'alice@summit', '--why', 'the header was corrected');
      expect(done).toMatchObject({ exitCode: 0, stdout: `${name}: 1 file queued again, for backfill\n` });
      expect(await site.job(name, NOTICED, BAD)).toBe('backfill waiting');
      expect(await site.remembered(name, NOTICED, BAD)).toMatchObject({
        state: 'queued',
        history: [
          { state: 'dead' },
          { state: 'queued', reason: 'replayed', message: 'by alice@summit: the header was corrected' },
        ],
      });
      expect((await site.ledger.actions({ bucket: name })).items).toMatchObject([
        {
          who: 'alice@summit',
          why: 'the header was corrected',
          command: 'dead replay',
          selection: { reason: 'untranslatable-header' },
          count: 1,
        },
      ]);
    });

    test('never all of them by a slip of the hand', async () => {
      const name = await bucket();
      const slip = await footman('dead', 'replay');
      expect(slip).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('say which files') });
      expect(await site.job(name, NOTICED, BAD)).toBe('live failed');
    });

    test('guiders, which look again at once', async () => {
      const name = await bucket();
      await footman('dead', 'replay', '--bucket', name, '--state', 'overdue');
      expect(await site.job(name, NOTICED, GUIDER)).toBe('live waiting');
      expect(await site.job(name, NOTICED, BAD)).toBe('live failed');
    });

    test('without a ledger, and is told that nobody will remember', async () => {
      const name = await bucket();
      process.env['LEDGER_URL'] = AWAY;
      const { stdout, exitCode } = await footman('dead', 'replay', '--bucket', name);
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/1 file queued again, for backfill\nNot recorded in the ledger: /);
      expect(await site.job(name, NOTICED, BAD)).toBe('backfill waiting');
    });
  });

  describe('leaves files out for good', () => {
    test('with a reason that is remembered, even by a clock that is behind', async () => {
      const name = await bucket();
      const future = Date.now() + 3_600_000;
      const notice = await site.notice(name, NOTICED, BAD);
      await site.ledger.record([{ ...notice, state: 'dead', reason: 'conflict', at: future }]);
      const chosen = ['dead', 'forget', '--bucket', name, '--reason', 'conflict'];
      expect(await footman(...chosen)).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining('--why'),
      });
      expect(await footman(...chosen, '--dry-run')).toMatchObject({
        exitCode: 0,
        stdout: expect.stringContaining('would be'),
      });
      expect(await site.job(name, NOTICED, BAD)).toBe('live failed');

      expect(await footman(...chosen, '--why', 'a test pattern')).toMatchObject({ exitCode: 0 });
      expect(await site.job(name, NOTICED, BAD)).toBeUndefined();
      const { state, reason, message } = (await site.remembered(name, NOTICED, BAD)) ?? {};
      expect({ state, reason, message }).toEqual({
        state: 'ignored',
        reason: 'forgotten',
        message: expect.stringMatching(/^by .+@.+: a test pattern$/),
      });
      expect((await site.ledger.actions({ bucket: name })).items).toMatchObject([
        { command: 'dead forget', why: 'a test pattern', count: 1 },
      ]);
    });

    test('never without a ledger, since the reaper would bring them back', async () => {
      const name = await bucket();
      delete process.env['LEDGER_URL'];
      const { exitCode, stderr } = await footman('dead', 'forget', '--bucket', name, '--why', 'a test');
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/nobody would remember the decision.*LEDGER_URL is not set/);
      expect(await site.job(name, NOTICED, BAD)).toBe('live failed');
    });
  });

  describe('replays what is in the bucket', () => {
    test('of an exposure: datasets only, for backfill, and it is remembered', async () => {
      const name = await bucket();
      process.env['BUCKET'] = name;
      const dry = await footman('replay', '--obs', UNNOTICED, '--dry-run');
      expect(dry.stdout).toBe(
        `${name}: 4 objects, 3 datasets: 3 would be queued, 0 in the queue anyway\nNothing was changed.\n`,
      );
      expect(await site.job(name, UNNOTICED, GOOD)).toBeUndefined();

      const { stdout } = await footman('replay', '--obs', UNNOTICED, '--json', '--why', 'a topic was wedged');
      expect(JSON.parse(stdout)).toMatchObject({
        selection: `--obs ${UNNOTICED}`,
        buckets: [{ bucket: name, listed: 4, datasets: 3, queued: 3, alive: 0 }],
        notRecorded: null,
      });
      expect(await site.job(name, UNNOTICED, GOOD)).toBe('backfill waiting');
      expect(await site.remembered(name, UNNOTICED, GUIDER)).toMatchObject({
        state: 'queued',
        night: NIGHT,
        exposure: UNNOTICED,
        instrument: 'LSSTCam',
        reason: 'replayed',
      });
      expect((await site.ledger.actions({ bucket: name })).items).toMatchObject([
        { command: 'replay', selection: { obs: UNNOTICED }, count: 3, why: 'a topic was wedged' },
      ]);
    });

    test('of a night: what was done or given up runs afresh, what lives is left alone', async () => {
      const name = await bucket();
      const { stdout } = await footman('replay', '--night', String(NIGHT), '--bucket', name);
      expect(stdout).toBe(
        `${name}: 8 objects, 6 datasets: 5 queued for backfill (1 had failed, 1 done before), 1 in the queue anyway\n`,
      );
      expect(await Promise.all([GOOD, BAD, GUIDER].map((file) => site.job(name, NOTICED, file)))).toEqual([
        'backfill waiting',
        'backfill waiting',
        'live delayed',
      ]);
      // What is in the Butler stays so.
      expect(await site.remembered(name, NOTICED, GOOD)).toMatchObject({ state: 'ingested' });
    });

    test('under a prefix; and says when there is nothing', async () => {
      const name = await bucket();
      const prefix = keyOf(UNNOTICED, 'R22_S0');
      const { stdout } = await footman('replay', '--prefix', prefix, '--bucket', name);
      expect(stdout).toMatch(/^raws-\d+: 3 objects, 2 datasets: 2 queued/);
      expect(await footman('replay', '--prefix', 'LATISS/', '--bucket', name)).toMatchObject({
        exitCode: 1,
        stdout: `${name}: no datasets at --prefix LATISS/ (0 objects)\n`,
      });
    });

    test('without a ledger, and is told that it was not recorded', async () => {
      const name = await bucket();
      delete process.env['LEDGER_URL'];
      const { stdout, exitCode } = await footman('replay', '--obs', UNNOTICED, '--bucket', name);
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/3 queued for backfill.*\nNot recorded in the ledger: LEDGER_URL is not set\n$/);
    });

    test('however much it is, a thousand at a time', async () => {
      const name = await bucket();
      let taken = 0;
      async function* list() {
        for (; taken < 2500; taken++)
          yield { key: `many/${taken}.fits`, size: 1, etag: `e${taken}`, lastModified: new Date(0) };
      }
      const held: number[] = [];
      const counts = await replayBucket(
        { bucket: name, prefixes: ['many/'], datasetRegexp: /fits$/, dryRun: false },
        {
          store: { list },
          queues: site.queues,
          onQueued: async ({ length }) => void held.push(length),
          onProgress: () => undefined,
        },
      );
      expect(counts).toMatchObject({ listed: 2500, datasets: 2500, queued: 2500, alive: 0 });
      expect(held).toEqual([1000, 1000, 500]);
      expect(await site.queues.status(name)).toMatchObject({ backfill: { waiting: 2500 } });
    });

    test.each([
      [[], 2, /exactly one of --obs, --night and --prefix/],
      [['--obs', UNNOTICED, '--night', '20251115'], 2, /exactly one of/],
      [['--night', 'yesterday'], 2, /day_obs such as 20251115/],
      [['--obs', 'tonight', '--bucket', 'chosen'], 1, /an obs_id looks like/],
      [['--obs', UNNOTICED], 1, /name a bucket: --bucket, or BUCKETS/],
      [['--obs', UNNOTICED, '--bucket', 'rubinobs-lfa-cp'], 1, /use --prefix/],
      [['--prefix', 'x', '--bucket', 'no-such-bucket'], 1, /no-such-bucket/],
    ])('and is told what is wrong with %j', async (args, exitCode, message) => {
      const result = await footman('replay', ...args);
      expect(result.stderr).toMatch(message);
      expect(result.exitCode).toBe(exitCode);
    });
  });
});

/** The cells of the line of a table that begins with some text and has another. */
function row(stdout: string, begin: string, has = ''): string[] | undefined {
  const line = stdout.split('\n').find((each) => new RegExp(`^${begin} .*${has}`).test(each));
  return line?.trim().split(/ {2,}/);
}
