import { peacefulQueueServers } from '@footman/embedded';
import { setTimeout as sleep } from 'node:timers/promises';
import { InfrastructureError } from '../src/errors.js';
import { jobId } from '../src/object-notice.js';
import type { LaneStatus } from '../src/object-queues.js';
import { Outage } from '../src/outage.js';
import { StalledJobs } from '../src/stalled-jobs.js';
import { queueSite } from './queue-site.js';
import { until } from './until.js';

describe.each(peacefulQueueServers())('failures with queues on %s', (_, startServer) => {
  const site = queueSite(startServer);
  const { notice, notices, producer, consumer, workerProcess } = site;
  const away = () => new InfrastructureError('butler', 'connection refused');

  it('counts nothing against a job while the infrastructure is away', async () => {
    const queues = await producer({ attempts: 2 });
    const attempts: number[] = [];
    const failures: Error[] = [];
    let there = false;
    await consumer(
      async (_taken, { attempt }) => {
        attempts.push(attempt);
        if (!there) throw away();
      },
      { outage: new Outage({ firstMs: 20, maxMs: 50 }), onFailed: (_taken, error) => failures.push(error) },
    );
    await queues.add([notice()]);
    await until(() => attempts.length > 2);
    there = true;
    await until(async () => (await queues.counts(site.bucket))['completed'] === 1);
    expect(new Set(attempts)).toEqual(new Set([1]));
    expect(failures).toEqual([]);
  });

  it('pauses all workers of a process, tries with one job at a time, and goes on by itself', async () => {
    const queues = await producer();
    const outage = new Outage({ firstMs: 100, maxMs: 200 });
    let there = false;
    let running = 0;
    let tries = 0;
    let most = 0;
    const done = new Set<string>();
    const handler = async ({ key }: { key: string }) => {
      running += 1;
      tries += 1;
      most = Math.max(most, running);
      try {
        await sleep(5);
        if (!there) throw away();
        done.add(key);
      } finally {
        running -= 1;
      }
    };
    await consumer(handler, { outage, concurrency: 50 });
    await consumer(handler, { outage, lane: 'backfill', concurrency: 10 });
    await queues.add(notices(200, 'tonight'));
    await queues.add(notices(100, 'last week'), { lane: 'backfill' });
    await until(() => outage.open);
    await sleep(300);
    const begin = performance.now();
    tries = 0;
    most = 0;
    await sleep(2000);
    expect(most).toBe(1);
    expect(tries).toBeGreaterThan(5);
    expect(tries).toBeLessThan((performance.now() - begin) / 50);
    expect(outage.systems()).toEqual(['butler']);
    const status = await queues.status(site.bucket);
    // Those that were tried more than once let others go first.
    const left = ({ waiting, active, delayed }: LaneStatus) => waiting + active + delayed;
    expect([left(status.live), left(status.backfill)]).toEqual([200, 100]);
    there = true;
    await until(() => done.size === 300);
    expect(outage.open).toBe(false);
    expect(most).toBeGreaterThan(1);
  });

  it('goes on after many short outages in a row', async () => {
    const queues = await producer();
    const outage = new Outage({ firstMs: 5, maxMs: 10 });
    const done = new Set<string>();
    let calls = 0;
    const handler = async ({ key }: { key: string }) => {
      calls += 1;
      if (calls % 7 === 0) throw away();
      done.add(key);
    };
    await consumer(handler, { outage, concurrency: 20 });
    await consumer(handler, { outage, concurrency: 20 });
    await queues.add(notices(200));
    await until(() => done.size === 200, 40_000);
    await until(() => !outage.open);
  });

  it('never takes a live worker for dead, however long its batch', async () => {
    const queues = await producer();
    const lockMs = 500;
    const settings = { lockMs, stalledMs: 100, concurrency: 5 };
    const stalled: string[] = [];
    let runs = 0;
    const handler = async () => {
      runs += 1;
      await sleep(4 * lockMs);
    };
    const onStalled = (id: string) => stalled.push(id);
    await consumer(handler, { ...settings, onStalled });
    await consumer(handler, { ...settings, onStalled });
    const reaper = new StalledJobs(site.server.backend, [site.bucket], { ...settings, onStalled });
    await reaper.start();
    site.cleanUp(() => reaper.close());
    await queues.add(notices(10));
    await until(async () => (await queues.counts(site.bucket))['completed'] === 10);
    expect(runs).toBe(10);
    expect(stalled).toEqual([]);
  });

  it('recovers the jobs of dead workers of either lane without taking any', async () => {
    const queues = await producer();
    const quick = { lockMs: 2000, stalledMs: 500 };
    await queues.add(notices(2, 'last week'), { lane: 'backfill' });
    const backfill = await workerProcess(2, { ...quick, lane: 'backfill' });
    await queues.add(notices(3));
    const live = await workerProcess(3, quick);
    live.child.kill('SIGKILL');
    backfill.child.kill('SIGKILL');
    const stalled: string[] = [];
    const reaper = new StalledJobs(site.server.backend, [site.bucket], {
      ...quick,
      onStalled: (id) => stalled.push(id),
    });
    await reaper.start();
    site.cleanUp(() => reaper.close());
    await until(() => stalled.length === 5);
    expect(new Set(stalled)).toEqual(new Set([...live.taken, ...backfill.taken]));
    const status = await queues.status(site.bucket);
    expect(status).toMatchObject({ live: { waiting: 3, active: 0 }, backfill: { waiting: 2, active: 0 } });
  });

  it('puts back what it can not finish when it closes, for others to take at once', async () => {
    const queues = await producer();
    const begun: string[] = [];
    const aborted: unknown[] = [];
    const closing = await consumer(
      async (taken, { signal }) => {
        begun.push(jobId(taken));
        signal.addEventListener('abort', () => aborted.push(signal.reason));
        await sleep(60_000);
      },
      { drainMs: 300, concurrency: 5 },
    );
    await queues.add(notices(8));
    await until(() => begun.length === 5);
    const begin = performance.now();
    await closing.close();
    expect(performance.now() - begin).toBeGreaterThan(290);
    expect(performance.now() - begin).toBeLessThan(2000);
    expect(begun).toHaveLength(5);
    expect(aborted).toHaveLength(5);
    expect(await queues.counts(site.bucket)).toMatchObject({ waiting: 8, active: 0 });
    const attempts: number[] = [];
    await consumer(async (_taken, { attempt }) => void attempts.push(attempt));
    await until(() => attempts.length === 8, 2000);
    expect(new Set(attempts)).toEqual(new Set([1]));
  });

  it('closes while it pauses for an outage', async () => {
    const queues = await producer();
    const outage = new Outage({ firstMs: 60_000, maxMs: 60_000 });
    const worker = await consumer(
      async () => {
        throw away();
      },
      { outage },
    );
    await queues.add(notices(3));
    await until(() => outage.open);
    await until(async () => (await queues.counts(site.bucket))['waiting'] === 3);
    expect(await worker.ready()).toBe(true);
    const begin = performance.now();
    await worker.close();
    expect(performance.now() - begin).toBeLessThan(2000);
    expect(await queues.counts(site.bucket)).toMatchObject({ waiting: 3, active: 0 });
  });
});
