import { type QueueServer, queueServers } from '@footman/embedded';
import { Redis } from 'ioredis';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbargoStats, type Step } from '../src/index.js';

type Event = readonly ['received', readonly string[]] | readonly [string, string, string?];

const read = <T>(name: string) =>
  JSON.parse(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8')) as T;
const EVENTS = read<readonly Event[]>('events');
/** What embargo-butler itself left of the same events; see tools/peer-keys.py. */
const KEYS = read<Record<string, { value: unknown; expires: unknown }>>('keys');
/** What the ledger is told of what Rubin's tasks told embargo-butler. */
const OURS: Record<string, Pick<Step, 'state' | 'reason'>> = {
  ingested: { state: 'ingested' },
  failed: { state: 'retrying', reason: 'butler-failed' },
  untranslatable: { state: 'dead', reason: 'untranslatable-header' },
  known: { state: 'duplicate' },
};
const FILE = { bucket: 'raw', key: 'LSSTCam/20251115/MC_O_20251115_000123/a.fits' };

/** PostgreSQL has no such keys. */
const startRedis = queueServers().find(([kind]) => kind === 'Redis')?.[1];

(startRedis ? describe : describe.skip)("embargo-butler's keys", () => {
  let server: QueueServer;
  let redis: Redis;
  let stats: EmbargoStats;
  let errors: string[];

  beforeAll(async () => {
    server = await (startRedis as () => Promise<QueueServer>)();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    redis = new Redis(url());
    await redis.flushall();
    errors = [];
    stats = new EmbargoStats(url(), { gatherMs: 20, onError: ({ message }) => errors.push(message) });
  });
  afterEach(async () => {
    redis.disconnect();
    await stats.close();
  });

  const url = () => (server.backend as { url: string }).url;
  const until = async (condition: () => boolean | Promise<boolean>) => {
    for (const end = Date.now() + 10_000; !(await condition()); await sleep(20))
      if (Date.now() > end) throw new Error('It did not happen in time');
  };
  const file = (path: string) => {
    const slash = path.indexOf('/');
    return { bucket: path.slice(0, slash), key: path.slice(slash + 1) };
  };
  const received = (each: { bucket: string; key: string }): Step => ({ ...each, state: 'queued' });
  const play = ([kind, what, message]: Event) => {
    if (typeof what !== 'string') stats.send(...what.map((path) => received(file(path))));
    else stats.send({ ...file(what), ...(OURS[kind] as Step), message: message as string | undefined });
  };
  /** All keys with what they hold, but for the times of a run. */
  const left = async () => {
    const keys = await Promise.all(
      (await redis.keys('*')).sort().map(async (key) => {
        const hash = (await redis.type(key)) === 'hash';
        const fields = hash ? Object.entries(await redis.hgetall(key)) : [];
        const value = hash
          ? Object.fromEntries(fields.map(([name, text]) => [name, name.endsWith('_time') ? 'TIME' : text]))
          : await redis.get(key);
        const ttl = await redis.ttl(key);
        return [key, { value, expires: ttl > 6 * 86_400 ? 'in a week' : ttl }];
      }),
    );
    return Object.fromEntries(keys) as typeof KEYS;
  };

  test.each([
    ['one by one', 30],
    ['all at once', 0],
  ])('are those that it leaves itself of the same events, %s', async (_how, pauseMs) => {
    for (const event of EVENTS) {
      play(event);
      if (pauseMs > 0) await sleep(pauseMs);
    }
    await until(async () => (await redis.dbsize()) >= Object.keys(KEYS).length);
    await stats.close();
    expect(await left()).toEqual(KEYS);
  });

  test('hold times as Python writes them', async () => {
    const before = Date.now() / 1000;
    stats.send(received(FILE));
    await until(async () => (await redis.dbsize()) === 4);
    const time = Number(await redis.hget(`FILE:${FILE.bucket}/${FILE.key}`, 'recv_time'));
    expect(time).toBeGreaterThanOrEqual(before - 0.001);
    expect(time).toBeLessThanOrEqual(Date.now() / 1000);
  });

  test('never go back, and count what several processes add', async () => {
    const other = new EmbargoStats(url(), { gatherMs: 20 });
    const obs = (n: number) => `LSSTCam/20251115/MC_O_20251115_${String(n).padStart(6, '0')}/a.fits`;
    for (let n = 1; n <= 50; n += 1) {
      stats.send(received({ bucket: 'raw', key: obs(n) }));
      other.send(received({ bucket: 'raw', key: obs(100 - n) }));
      await sleep(2);
    }
    await Promise.all([other.close(), stats.close()]);
    expect(await redis.get('MAXSEQ:raw:LSSTCam:20251115')).toBe('99');
    expect(await redis.hgetall('REC:raw')).toEqual({ 20251115: '100' });
  });

  test('are left alone by keys of no grammar, and by what embargo-butler counts nowhere', async () => {
    const odd = { bucket: 'raw', key: 'calibrations.fits' };
    const uncounted = ['reading', 'parked', 'duplicate', 'corrected', 'ignored'];
    stats.send(
      received(odd),
      received(FILE),
      { ...odd, state: 'ingested' },
      ...uncounted.map((state) => ({ ...FILE, state, reason: 'any' })),
      { ...FILE, state: 'queued', reason: 'butler-away' },
      { ...FILE, state: 'dead', reason: 'conflict', message: 'its data ID is stored already' },
    );
    await until(async () => (await redis.dbsize()) === 4);
    await stats.close();
    const day = { 20251115: '1' };
    expect(await left()).toEqual({
      [`FILE:raw/${FILE.key}`]: { value: { recv_time: 'TIME' }, expires: 'in a week' },
      'MAXSEQ:raw:LSSTCam:20251115': { value: '123', expires: -1 },
      'REC:raw': { value: day, expires: -1 },
      'RECINSTR:raw:LSSTCam': { value: day, expires: -1 },
    });
  });

  test('are caught up after Redis was away, which nobody waits for, and is said once', async () => {
    await server.kill();
    const began = performance.now();
    for (let n = 0; n < 25_000; n += 1) stats.send(received({ ...FILE, key: `${FILE.key}${n}` }));
    expect(performance.now() - began).toBeLessThan(2000);
    await until(() => errors.length > 0);
    await sleep(200);
    expect(errors).toHaveLength(1);
    await server.start();
    redis.disconnect();
    redis = new Redis(url());
    await until(async () => (await redis.hget('REC:raw', '20251115')) === '25000');
    expect(await redis.dbsize()).toBe(20_003);
    await until(() => errors.length > 1);
    expect(errors.slice(1)).toEqual(['The details of 5000 files were dropped']);
  }, 30_000);
});
