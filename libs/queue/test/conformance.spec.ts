import { peacefulQueueServers } from '@footman/embedded';
import { setTimeout as sleep } from 'node:timers/promises';
import { PermanentError, WaitError } from '../src/errors.js';
import { jobId, type ObjectNotice } from '../src/object-notice.js';
import { ObjectQueues } from '../src/object-queues.js';
import type { ObjectHandler } from '../src/object-handler.js';
import type { ObjectWorker } from '../src/object-worker.js';
import { queueSite } from './queue-site.js';
import { until } from './until.js';

describe.each(peacefulQueueServers())('queues on %s', (_, startServer) => {
  const site = queueSite(startServer);
  const { notice, notices, producer, consumer, workerProcess } = site;

  it('hands each notice to the handler and keeps its result', async () => {
    const queues = await producer();
    const completed: [string, string][] = [];
    const worker = await consumer(async ({ key }) => `seen ${key}`, {
      onCompleted: ({ key }, result) => completed.push([key, result]),
    });
    await queues.add(notices(3));
    await until(() => completed.length === 3);
    expect(completed.sort()).toEqual([
      ['object-0', 'seen object-0'],
      ['object-1', 'seen object-1'],
      ['object-2', 'seen object-2'],
    ]);
    expect(await worker.ready()).toBe(true);
    expect(await queues.ready()).toBe(true);
    expect(await queues.counts(site.bucket)).toMatchObject({ completed: 3, waiting: 0, active: 0 });
  });

  it('has stored a notice, whole, before it says so', async () => {
    const sent = notice({ versionId: 'v1', key: 'naïve/ключ.fits' });
    const queues = await producer();
    await queues.add([sent]);
    const other = await producer();
    expect(await other.counts(site.bucket)).toMatchObject({ waiting: 1 });
    const received: ObjectNotice[] = [];
    await consumer(async (taken) => void received.push(taken));
    await until(() => received.length === 1);
    expect(received).toEqual([sent]);
  });

  it('makes one job of a notice that comes twice, at once or later', async () => {
    const queues = await producer();
    await Promise.all([queues.add([notice(), notice()]), queues.add([notice()])]);
    await queues.add([notice()]);
    expect(await queues.counts(site.bucket)).toMatchObject({ waiting: 1 });
    let runs = 0;
    await consumer(async () => void (runs += 1));
    await until(async () => (await queues.counts(site.bucket))['completed'] === 1);
    await queues.add([notice()]);
    await sleep(100);
    expect(runs).toBe(1);
  });

  it('says of which objects the jobs are put aside, parked or until another attempt, and of no others', async () => {
    const queues = await producer({ backoffMs: 60_000 });
    const [parked, retrying, waiting] = site.notices(3) as [ObjectNotice, ObjectNotice, ObjectNotice];
    expect(await queues.add([parked, retrying])).toEqual(new Set());
    await consumer(async ({ key }) => {
      if (key === parked.key) throw new WaitError('exposure', 60_000);
      throw new Error('not yet');
    });
    await until(async () => (await queues.counts(site.bucket))['delayed'] === 2);
    const again = { ...parked };
    expect(await queues.add([again, retrying, waiting])).toEqual(new Set([again, retrying]));
    expect(await queues.add([parked], { lane: 'backfill' })).toEqual(new Set());
  });

  it('makes another job of other content under the same key', async () => {
    const queues = await producer();
    await queues.add([notice(), notice({ etag: 'another' })]);
    expect(await queues.counts(site.bucket)).toMatchObject({ waiting: 2 });
  });

  it('keeps buckets apart', async () => {
    const queues = await producer();
    const other = `${site.bucket}-2`;
    await queues.add([notice(), notice({ bucket: other })]);
    const seen: string[] = [];
    await consumer(async (taken) => void seen.push(taken.bucket));
    await until(() => seen.length === 1);
    expect(await queues.counts(other)).toMatchObject({ waiting: 1 });
    expect(seen).toEqual([site.bucket]);
  });

  it('tries again as often as it was told, then gives up', async () => {
    const queues = await producer({ attempts: 3 });
    const attempts: [number, number][] = [];
    const failures: [string, boolean][] = [];
    await consumer(
      async (_taken, { attempt, maxAttempts }) => {
        attempts.push([attempt, maxAttempts]);
        throw new Error('bad header');
      },
      { onFailed: (_taken, error, final) => failures.push([error.message, final]) },
    );
    await queues.add([notice()]);
    await until(() => failures.some(([, final]) => final));
    expect(attempts).toEqual([
      [1, 3],
      [2, 3],
      [3, 3],
    ]);
    expect(failures).toEqual([
      ['bad header', false],
      ['bad header', false],
      ['bad header', true],
    ]);
    expect(await queues.counts(site.bucket)).toMatchObject({ failed: 1 });
  });

  it('gives up at once when the handler says that it is hopeless', async () => {
    const queues = await producer();
    const failures: [Error, boolean][] = [];
    let runs = 0;
    await consumer(
      async () => {
        runs += 1;
        throw new PermanentError('not a FITS file');
      },
      { onFailed: (_taken, error, final) => failures.push([error, final]) },
    );
    await queues.add([notice()]);
    await until(() => failures.length === 1);
    expect(failures[0]?.[0]).toBeInstanceOf(PermanentError);
    expect(failures[0]?.[1]).toBe(true);
    await sleep(100);
    expect(runs).toBe(1);
  });

  it('starts a failed job afresh when its object is noticed again', async () => {
    const queues = await producer({ attempts: 2 });
    let hopeless = true;
    const attempts: number[] = [];
    await consumer(async (_taken, { attempt }) => {
      attempts.push(attempt);
      if (hopeless) throw new Error('no such instrument');
    });
    await queues.add(notices(3));
    await until(async () => (await queues.counts(site.bucket))['failed'] === 3);
    hopeless = false;
    attempts.length = 0;
    await queues.add(notices(5));
    await until(async () => (await queues.counts(site.bucket))['completed'] === 5);
    expect(attempts).toEqual([1, 1, 1, 1, 1]);
    expect(await queues.counts(site.bucket)).toMatchObject({ failed: 0 });
  });

  it('lets a job wait until it is woken, without using up attempts', async () => {
    const queues = await producer({ attempts: 2 });
    const seen: number[] = [];
    let waits = 0;
    let there = false;
    const handler: ObjectHandler<void> = async (_taken, { attempt }) => {
      seen.push(attempt);
      if (!there) throw new WaitError('exposure 1', 60_000);
    };
    const worker = await consumer(handler, { onWaiting: () => (waits += 1) });
    await queues.add([notice()]);
    await until(async () => (await queues.counts(site.bucket))['delayed'] === 1);
    expect(await worker.wake('exposure 2')).toBe(0);
    for (const woken of [1, 2, 3]) {
      // It may be about to look again by itself, as it can't know whether it was woken before or after it looked.
      expect(await worker.wake('exposure 1')).toBeLessThanOrEqual(1);
      await until(async () => waits > woken && (await queues.counts(site.bucket))['delayed'] === 1);
    }
    there = true;
    const begin = performance.now();
    expect(await worker.wake('exposure 1')).toBeLessThanOrEqual(1);
    await until(async () => (await queues.counts(site.bucket))['completed'] === 1);
    expect(performance.now() - begin).toBeLessThan(5000);
    expect(new Set(seen)).toEqual(new Set([1]));
    expect(await worker.wake('exposure 1')).toBe(0);
  });

  it('lets a waiting job go on by itself after its delay', async () => {
    const queues = await producer();
    const times: number[] = [];
    await consumer(async () => {
      times.push(performance.now());
      if (times.length === 1) throw new WaitError('exposure 1', 300);
    });
    await queues.add([notice()]);
    await until(() => times.length === 2);
    const [first, second] = times as [number, number];
    expect(second - first).toBeGreaterThan(250);
    expect(second - first).toBeLessThan(5000);
  });

  it('wakes a job that another worker put to wait', async () => {
    const queues = await producer();
    let there = false;
    const handler: ObjectHandler<void> = async () => {
      if (!there) throw new WaitError('exposure 1', 60_000);
    };
    const gone = await consumer(handler);
    await queues.add([notice()]);
    await until(async () => (await queues.counts(site.bucket))['delayed'] === 1);
    await gone.close();
    there = true;
    const next = await consumer(handler);
    expect(await next.wake('exposure 1')).toBe(1);
    await until(async () => (await queues.counts(site.bucket))['completed'] === 1);
  });

  it('loses no waking that comes while the job makes up its mind to wait', async () => {
    const queues = await producer();
    let runs = 0;
    const worker: ObjectWorker<void> = await consumer(async () => {
      runs += 1;
      if (runs > 1) return;
      // The exposure is written after the handler looked for it and before it waits.
      await worker.wake('exposure 1');
      throw new WaitError('exposure 1', 60_000);
    });
    await queues.add([notice()]);
    await until(async () => (await queues.counts(site.bucket))['completed'] === 1);
    expect(runs).toBe(2);
  });

  it('loses no waking among hundreds of jobs that begin to wait around it', async () => {
    const queues = await producer();
    await queues.add(notices(300));
    let there = false;
    let waits = 0;
    const worker: ObjectWorker<void> = await consumer(
      async () => {
        if (there) return;
        await sleep(1);
        waits += 1;
        throw new WaitError('exposure 1', 60_000);
      },
      { concurrency: 100 },
    );
    await until(() => waits > 30);
    there = true;
    await worker.wake('exposure 1');
    await until(async () => (await queues.counts(site.bucket))['completed'] === 300);
  });

  it('finishes what it began before it closes', async () => {
    const queues = await producer();
    let begun = 0;
    let ended = 0;
    const worker = await consumer(
      async () => {
        begun += 1;
        await sleep(300);
        ended += 1;
      },
      { concurrency: 5 },
    );
    await queues.add(notices(20));
    await until(() => begun === 5);
    await worker.close();
    expect(ended).toBe(5);
    expect(await queues.counts(site.bucket)).toMatchObject({ completed: 5, waiting: 15, active: 0 });
    expect(await worker.ready()).toBe(false);
  });

  it('gives the jobs of a killed worker to another one within seconds', async () => {
    const queues = await producer();
    await queues.add(notices(50));
    const { child, taken } = await workerProcess(50);
    const done: string[] = [];
    const stalled: string[] = [];
    await consumer(async (received) => void done.push(jobId(received)), {
      onStalled: (id) => stalled.push(id),
    });
    child.kill('SIGKILL');
    const killed = performance.now();
    await until(() => done.length === 50);
    // The lock has up to 5 s left, and the check comes every 2.5 s.
    expect(performance.now() - killed).toBeLessThan(15_000);
    expect(new Set(done)).toEqual(new Set(taken));
    expect(stalled).toHaveLength(50);
  });

  it('starts a job afresh that failed because its workers were killed too often', async () => {
    const queues = await producer();
    await queues.add([notice()]);
    const quick = { lockMs: 400, stalledMs: 200 };
    const { child } = await workerProcess(1, quick);
    child.kill('SIGKILL');
    const failures: boolean[] = [];
    let runs = 0;
    await consumer(async () => void (runs += 1), {
      ...quick,
      maxStalledCount: 0,
      onFailed: (_taken, _error, final) => failures.push(final),
    });
    await until(() => failures.length === 1);
    expect(failures).toEqual([true]);
    expect(runs).toBe(0);
    await queues.add([notice()]);
    await until(() => runs === 1);
  });

  it('can be started by many processes at the same time', async () => {
    const fresh =
      site.server.backend.kind === 'postgres'
        ? { ...site.server.backend, schema: 'elsewhere' }
        : site.server.backend;
    const errors: Error[] = [];
    const all = Array.from(
      { length: 4 },
      () => new ObjectQueues(fresh, { onError: (error) => errors.push(error) }),
    );
    await Promise.all(all.map((queues) => queues.start()));
    await Promise.all(all.map((queues) => queues.add([notice()])));
    expect(await all[0]?.counts(site.bucket)).toMatchObject({ waiting: 1 });
    expect(errors).toEqual([]);
    await Promise.all(all.map((queues) => queues.close()));
  });
});
