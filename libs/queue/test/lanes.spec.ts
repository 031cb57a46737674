import { peacefulQueueServers } from '@footman/embedded';
import { setTimeout as sleep } from 'node:timers/promises';
import { PermanentError, WaitError } from '../src/errors.js';
import { jobId } from '../src/object-notice.js';
import { queueSite } from './queue-site.js';
import { until } from './until.js';

describe.each(peacefulQueueServers())('lanes on %s', (_, startServer) => {
  const site = queueSite(startServer);
  const { notice, notices, producer, consumer } = site;

  it('gives each lane to its own workers', async () => {
    const queues = await producer();
    await queues.add(notices(2, 'tonight'));
    await queues.add(notices(3, 'last week'), { lane: 'backfill' });
    const seen: string[] = [];
    const handler = (lane: string) => async (taken: { key: string }, context: { lane: string }) =>
      void seen.push(`${lane} ${context.lane} ${taken.key}`);
    await consumer(handler('live'));
    await consumer(handler('backfill'), { lane: 'backfill' });
    await until(() => seen.length === 5);
    expect(seen.sort()).toEqual([
      ...[0, 1, 2].map((n) => `backfill backfill last week-${n}`),
      ...[0, 1].map((n) => `live live tonight-${n}`),
    ]);
  });

  it('lets backfill stand still while live work is older than a second, and go on afterwards', async () => {
    const queues = await producer();
    let done = 0;
    await consumer(
      async () => {
        await sleep(20);
        done += 1;
      },
      { lane: 'backfill', concurrency: 2 },
    );
    await queues.add(notices(2000, 'last week'), { lane: 'backfill' });
    await until(() => done > 5);
    // Nobody takes live work for now.
    await queues.add([notice({ key: 'tonight' })]);
    await sleep(500);
    const young = done;
    await until(async () => (await queues.counts(site.bucket, 'backfill'))['active'] === 0);
    const stood = done;
    expect(stood).toBeGreaterThan(young);
    await sleep(700);
    expect(done).toBe(stood);
    expect(stood).toBeLessThan(1900);
    await consumer(async () => undefined);
    await until(() => done > stood + 5, 3000);
  });

  it('is not held up by live objects that are parked or between attempts', async () => {
    const queues = await producer({ backoffMs: 60_000 });
    let waits = 0;
    await consumer(
      async ({ key }) => {
        if (key === 'bad') throw new Error('bad header');
        throw new WaitError('exposure 1', 100);
      },
      { onWaiting: () => (waits += 1) },
    );
    await queues.add([notice({ key: 'bad' }), notice({ key: 'guider' })]);
    await until(() => waits > 15);
    expect(await queues.status(site.bucket)).toMatchObject({ live: { oldestPendingAt: null } });
    let done = 0;
    await consumer(async () => void (done += 1), { lane: 'backfill' });
    await queues.add(notices(5), { lane: 'backfill' });
    await until(() => done === 5, 2000);
  });

  it('runs an object in both lanes that is noticed while its backfill waits', async () => {
    const queues = await producer();
    await queues.add([notice()], { lane: 'backfill' });
    await queues.add([notice()]);
    const lanes: string[] = [];
    await consumer(async (_taken, { lane }) => void lanes.push(lane));
    await consumer(async (_taken, { lane }) => void lanes.push(lane), { lane: 'backfill' });
    await until(() => lanes.length === 2);
    expect(lanes.sort()).toEqual(['backfill', 'live']);
    const places = await queues.states(site.bucket, [notice()]);
    await until(async () => (await queues.counts(site.bucket))['completed'] === 1);
    expect(places.size).toBe(1);
  });

  it('does nothing for an object that the other lane has completed, unless asked to run it again', async () => {
    const queues = await producer();
    const lanes: string[] = [];
    await consumer(async (_taken, { lane }) => void lanes.push(lane));
    await consumer(async (_taken, { lane }) => void lanes.push(lane), { lane: 'backfill' });
    await queues.add([notice()]);
    await until(async () => (await queues.counts(site.bucket))['completed'] === 1);
    await queues.add([notice()], { lane: 'backfill' });
    await sleep(100);
    expect(lanes).toEqual(['live']);
    await queues.add([notice()], { lane: 'backfill', again: true });
    await until(() => lanes.length === 2);
    await until(async () => (await queues.counts(site.bucket, 'backfill'))['completed'] === 1);
    await queues.add([notice()], { again: true });
    await until(() => lanes.length === 3);
    expect(lanes).toEqual(['live', 'backfill', 'live']);
  });

  it('leaves alive objects alone when asked to run them again', async () => {
    const queues = await producer();
    await queues.add(notices(2));
    await queues.add(notices(2), { again: true });
    expect(await queues.counts(site.bucket)).toMatchObject({ waiting: 2 });
  });

  it('replays on the backfill lane what has failed on the live one', async () => {
    const queues = await producer();
    await consumer(async () => {
      throw new PermanentError('bad header');
    });
    await queues.add([notice()]);
    await until(async () => (await queues.counts(site.bucket))['failed'] === 1);
    let done = 0;
    await consumer(async () => void (done += 1), { lane: 'backfill' });
    await queues.add([notice()], { lane: 'backfill' });
    await until(() => done === 1);
    expect(await queues.counts(site.bucket)).toMatchObject({ failed: 0 });
  });

  it('wakes objects of both lanes that wait for the same exposure', async () => {
    const queues = await producer();
    let there = false;
    const done: string[] = [];
    const handler = async ({ key }: { key: string }) => {
      if (!there) throw new WaitError('exposure 1', 60_000);
      done.push(key);
    };
    // A worker that is still about to put one aside would wake it itself.
    let waiting = 0;
    const onWaiting = () => void (waiting += 1);
    const live = await consumer(handler, { onWaiting });
    await consumer(handler, { lane: 'backfill', onWaiting });
    await queues.add([notice({ key: 'tonight' })]);
    await queues.add([notice({ key: 'last week' })], { lane: 'backfill' });
    await until(() => waiting === 2);
    expect(await queues.parked(site.bucket)).toHaveLength(2);
    there = true;
    expect(await live.wake('exposure 1')).toBe(2);
    await until(() => done.length === 2);
    const places = await queues.states(site.bucket, [notice({ key: 'tonight' })]);
    expect([...places.keys()]).toEqual([jobId(notice({ key: 'tonight' }))]);
  });
});
