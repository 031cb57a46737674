import { peacefulQueueServers } from '@footman/embedded';
import { setTimeout as sleep } from 'node:timers/promises';
import { PermanentError, WaitError } from '../src/errors.js';
import { jobId } from '../src/object-notice.js';
import type { ParkedObject } from '../src/parking.js';
import { queueSite } from './queue-site.js';
import { until } from './until.js';

describe.each(peacefulQueueServers())('what queues on %s tell', (_, startServer) => {
  const site = queueSite(startServer);
  const { notice, notices, producer, consumer } = site;

  it('tells the lane and state of objects, and leaves out those without a job', async () => {
    const queues = await producer();
    await consumer(
      async ({ key }) => {
        if (key === 'failed') throw new PermanentError('bad header');
        if (key === 'parked') throw new WaitError('exposure 1', 60_000);
        if (key === 'active') await sleep(60_000);
      },
      { drainMs: 100 },
    );
    const named = (key: string) => notice({ key });
    await queues.add(['done', 'failed', 'parked', 'active'].map(named));
    await queues.add([named('waiting')], { lane: 'backfill' });
    await until(async () => {
      const counts = await queues.counts(site.bucket);
      return counts['completed'] === 1 && counts['failed'] === 1 && counts['delayed'] === 1;
    });
    const all = ['done', 'failed', 'parked', 'active', 'waiting', 'unknown'].map(named);
    const places = await queues.states(site.bucket, all);
    expect(Object.fromEntries(all.map((each) => [each.key, places.get(jobId(each))]))).toEqual({
      done: { lane: 'live', state: 'completed' },
      failed: { lane: 'live', state: 'failed' },
      parked: { lane: 'live', state: 'delayed' },
      active: { lane: 'live', state: 'active' },
      waiting: { lane: 'backfill', state: 'waiting' },
      unknown: undefined,
    });
  });

  it('tells how much is in each lane, since when, and when something was last added', async () => {
    const queues = await producer();
    const begin = Date.now();
    await queues.add(notices(3));
    await sleep(10);
    const later = Date.now();
    await queues.add(notices(5, 'later'));
    await queues.add(notices(2, 'last week'), { lane: 'backfill' });
    const nothing = { active: 0, delayed: 0, completed: 0, failed: 0 };
    const status = await queues.status(site.bucket);
    expect(status).toMatchObject({ live: { ...nothing, waiting: 8 }, backfill: { ...nothing, waiting: 2 } });
    expect(status.live.oldestPendingAt).toBeGreaterThanOrEqual(begin);
    expect(status.live.oldestPendingAt).toBeLessThan(later);
    expect(status.live.lastAddedAt).toBeGreaterThanOrEqual(later);
    await consumer(async () => undefined);
    await until(async () => (await queues.status(site.bucket)).live.completed === 8);
    expect((await queues.status(site.bucket)).live.oldestPendingAt).toBeNull();
  });

  it('counts jobs in progress as pending', async () => {
    const queues = await producer();
    await consumer(() => sleep(60_000), { drainMs: 100 });
    await queues.add([notice()]);
    await until(async () => (await queues.counts(site.bucket))['active'] === 1);
    await sleep(10);
    const later = Date.now();
    await queues.add([notice({ key: 'later' })]);
    expect((await queues.status(site.bucket)).live.oldestPendingAt).toBeLessThan(later);
  });

  it('knows the buckets that have queues', async () => {
    const queues = await producer();
    await queues.add([notice()]);
    await queues.add([notice({ bucket: `${site.bucket}:tenant` })], { lane: 'backfill' });
    await until(async () => (await queues.buckets()).length >= 2);
    const ours = (await queues.buckets()).filter((each) => each.startsWith(site.bucket));
    expect(ours).toEqual([site.bucket, `${site.bucket}:tenant`]);
  });

  it('tells what is parked, and since when it first was', async () => {
    const queues = await producer();
    let waits = 0;
    const since: (number | null)[] = [];
    await consumer(
      async (_taken, { parkedSince }) => {
        since.push(parkedSince);
        throw new WaitError('exposure 1', 50);
      },
      { onWaiting: () => (waits += 1) },
    );
    const begin = Date.now();
    await queues.add([notice()]);
    let parked: ParkedObject[] = [];
    await until(async () => (parked = await queues.parked(site.bucket)).length === 1);
    await until(() => waits > 5);
    await until(async () => (await queues.parked(site.bucket)).length === 1);
    const again = await queues.parked(site.bucket);
    expect(parked).toEqual([
      {
        notice: expect.objectContaining({ bucket: site.bucket }),
        lane: 'live',
        wakeKey: 'exposure 1',
        since: expect.any(Number),
      },
    ]);
    expect(parked[0]?.since).toBeGreaterThanOrEqual(begin);
    if (again.length > 0) expect(again).toEqual(parked);
    expect(since[0]).toBeNull();
    expect(new Set(since.slice(1))).toEqual(new Set([parked[0]?.since]));
  });

  it('does not call parked what waits for its next attempt', async () => {
    const queues = await producer({ backoffMs: 60_000 });
    await consumer(async () => {
      throw new Error('bad header');
    });
    await queues.add([notice()]);
    await until(async () => (await queues.counts(site.bucket))['delayed'] === 1);
    expect(await queues.parked(site.bucket)).toEqual([]);
  });

  it('wakes what is parked without being a worker', async () => {
    const queues = await producer();
    let there = false;
    await consumer(async () => {
      if (!there) throw new WaitError('exposure 1', 60_000);
    });
    await queues.add(notices(3));
    await until(async () => (await queues.counts(site.bucket))['delayed'] === 3);
    there = true;
    expect(await queues.wake(site.bucket, 'exposure 1')).toBe(3);
    await until(async () => (await queues.counts(site.bucket))['completed'] === 3);
    expect(await queues.parked(site.bucket)).toEqual([]);
  });

  it('lists what was given up, with the reason, and forgets it when told to', async () => {
    const queues = await producer();
    await consumer(async ({ key }) => {
      throw new PermanentError(`bad header in ${key}`);
    });
    const begin = Date.now();
    await queues.add(notices(505));
    await until(async () => (await queues.counts(site.bucket))['failed'] === 505);
    const failed = await all(queues.failed(site.bucket));
    expect(new Set(failed.map(({ notice: { key } }) => key)).size).toBe(505);
    const one = failed.find(({ notice: { key } }) => key === 'object-7');
    expect(one).toMatchObject({
      lane: 'live',
      reason: 'bad header in object-7',
      notice: { size: 29_000_000 },
    });
    expect(one?.failedAt).toBeGreaterThanOrEqual(begin);
    expect(await queues.remove(site.bucket, notices(504))).toBe(504);
    expect(await queues.counts(site.bucket)).toMatchObject({ failed: 1 });
  });

  it('forgets what waits, but not what runs', async () => {
    const queues = await producer();
    await consumer(() => sleep(60_000), { drainMs: 100, concurrency: 1 });
    await queues.add([notice({ key: 'first' })]);
    await until(async () => (await queues.counts(site.bucket))['active'] === 1);
    await queues.add(notices(2));
    await queues.add(notices(3), { lane: 'backfill' });
    expect(
      await queues.remove(site.bucket, [...notices(3), notice({ key: 'first' }), notice({ key: 'none' })]),
    ).toBe(5);
    expect(await queues.counts(site.bucket)).toMatchObject({ waiting: 0, active: 1 });
  });

  it('gives a lease to one at a time', async () => {
    const one = await producer();
    const other = await producer();
    const name = `reconcile ${site.bucket}`;
    const lease = await one.lease(name, 400);
    expect(lease).not.toBeNull();
    expect(await other.lease(name, 400)).toBeNull();
    expect(await other.lease(`${name} of another night`, 400)).not.toBeNull();
    for (let i = 0; i < 4; i += 1) {
      await sleep(200);
      expect(await lease?.renew()).toBe(true);
    }
    expect(await other.lease(name, 400)).toBeNull();
    await lease?.release();
    const next = await other.lease(name, 300);
    expect(next).not.toBeNull();
    expect(await lease?.renew()).toBe(false);
    await lease?.release();
    expect(await one.lease(name, 400)).toBeNull();
    await sleep(400);
    expect(await next?.renew()).toBe(false);
    expect(await one.lease(name, 400)).not.toBeNull();
  });

  it('gives a lease to one of many that ask at the same moment', async () => {
    const all = await Promise.all(Array.from({ length: 5 }, () => producer()));
    const leases = await Promise.all(all.map((queues) => queues.lease(`night ${site.bucket}`, 5000)));
    expect(leases.filter(Boolean)).toHaveLength(1);
  });
});

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
