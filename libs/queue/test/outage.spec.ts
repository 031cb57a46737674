import { queueServers, type QueueServer } from '@footman/embedded';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { QueueBackend } from '../src/backend.js';
import { QueueUnavailableError, WaitError } from '../src/errors.js';
import type { ObjectNotice } from '../src/object-notice.js';
import { ObjectQueues } from '../src/object-queues.js';
import { ObjectWorker } from '../src/object-worker.js';
import { notice, notices } from './notices.js';
import { until } from './until.js';

describe.each(queueServers())('when %s goes away', (_, startServer) => {
  let server: QueueServer;
  let queues: ObjectQueues;
  let worker: ObjectWorker<void>;
  let done: Set<string>;
  /** The longest that a call may take, in milliseconds. */
  let limit: number;

  beforeAll(async () => {
    server = await startServer();
    await server.kill();
    limit = server.backend.kind === 'redis' ? 3000 : 6000;
    done = new Set();
    queues = new ObjectQueues(server.backend);
    worker = new ObjectWorker(server.backend, 'raw', async ({ key }) => void done.add(key));
  });
  afterAll(async () => {
    await worker.close();
    await queues.close();
    await server.close();
  });

  async function expectRefusal(): Promise<void> {
    const begin = performance.now();
    await expect(queues.add(notices(205, { key: 'refused' }))).rejects.toThrow(QueueUnavailableError);
    expect(performance.now() - begin).toBeLessThan(limit);
    expect(await queues.ready()).toBe(false);
    expect(await worker.ready()).toBe(false);
    await expect(queues.counts('raw')).rejects.toThrow(QueueUnavailableError);
  }

  async function expectService(key: string): Promise<void> {
    await until(async () => (await queues.ready()) && (await worker.ready()));
    await until(() =>
      queues.add([notice({ key })]).then(
        () => true,
        () => false,
      ),
    );
    await until(() => done.has(key));
  }

  it('starts without it and refuses notices at once', async () => {
    const begin = performance.now();
    await queues.start();
    await worker.start();
    expect(performance.now() - begin).toBeLessThan(3 * limit);
    await expectRefusal();
  });

  it('serves as soon as it is there', async () => {
    await server.start();
    await expectService('first');
  });

  it('refuses notices when it was killed, and goes on when it is back', async () => {
    await queues.add([notice({ key: 'before' })]);
    await until(() => done.has('before'));
    await server.kill();
    await sleep(50);
    await expectRefusal();
    await server.start();
    await expectService('after the kill');
  });

  it('finishes jobs that were in progress while it was away', async () => {
    const slow: ObjectNotice = notice({ bucket: 'slow' });
    let runs = 0;
    let completed = 0;
    const finals: boolean[] = [];
    const handler = async () => {
      runs += 1;
      await sleep(600);
    };
    const busy = new ObjectWorker(server.backend, slow.bucket, handler, {
      onCompleted: () => (completed += 1),
      onFailed: (_taken, _error, final) => finals.push(final),
    });
    await busy.start();
    await queues.add([slow]);
    await until(() => runs === 1);
    await server.kill();
    await sleep(800);
    await server.start();
    await until(() => completed === 1, 20_000);
    expect(finals).not.toContain(true);
    await busy.close();
  });

  it('leaves jobs to the living when it was away for longer than their locks last', async () => {
    const long: ObjectNotice = notice({ bucket: 'long' });
    const stalled: string[] = [];
    let runs = 0;
    let completed = 0;
    const handler = async () => {
      runs += 1;
      await sleep(4000);
    };
    const options = {
      lockMs: 1000,
      stalledMs: 200,
      onStalled: (id: string) => stalled.push(id),
      onCompleted: () => (completed += 1),
    };
    const workers = [1, 2].map(() => new ObjectWorker(server.backend, long.bucket, handler, options));
    for (const each of workers) await each.start();
    await queues.add([long]);
    await until(() => runs === 1);
    await sleep(1500);
    await server.kill();
    await sleep(1500);
    await server.start();
    await until(() => completed === 1, 20_000);
    for (const each of workers) await each.close();
    expect({ runs, stalled }).toEqual({ runs: 1, stalled: [] });
  });

  it('knows after a restart what is parked, and since when', async () => {
    const guider = notice({ bucket: 'guiders' });
    let there = false;
    let done = 0;
    const parking = new ObjectWorker(server.backend, guider.bucket, async () => {
      if (!there) throw new WaitError('exposure 1', 60_000);
      done += 1;
    });
    await parking.start();
    await queues.add([guider]);
    await until(async () => (await queues.counts(guider.bucket))['delayed'] === 1);
    const before = await queues.parked(guider.bucket);
    expect(before).toHaveLength(1);
    // Redis writes its log to disk once a second.
    await sleep(1500);
    await server.kill();
    await server.start();
    await until(() => queues.ready());
    await until(async () => (await queues.parked(guider.bucket)).length === 1);
    expect(await queues.parked(guider.bucket)).toEqual(before);
    there = true;
    await queues.wake(guider.bucket, 'exposure 1');
    await until(() => done === 1);
    await parking.close();
  });

  it('takes what is noticed again after all was wiped', async () => {
    const seen: string[] = [];
    const wiped = notices(20, { bucket: 'wiped' });
    const busy = new ObjectWorker(server.backend, 'wiped', async ({ key }) => {
      seen.push(key);
      await sleep(seen.length > 5 ? 5 : 1000);
    });
    await busy.start();
    await queues.add(wiped);
    await until(() => seen.length >= 5);
    await wipe(server.backend);
    await sleep(200);
    expect((await queues.states('wiped', wiped)).size).toBe(0);
    await queues.add(wiped);
    await until(async () => (await queues.counts('wiped'))['completed'] === 20);
    await until(async () => (await queues.buckets()).includes('wiped'));
    expect(new Set(seen).size).toBe(20);
    await busy.close();
  });

  it('closes in time while it is away', async () => {
    const handler = () => new Promise<void>(() => undefined);
    const stuck = new ObjectWorker(server.backend, 'stuck', handler, { drainMs: 500 });
    const sender = new ObjectQueues(server.backend);
    await stuck.start();
    await sender.start();
    await sender.add([notice({ bucket: 'stuck' })]);
    await until(async () => (await sender.counts('stuck'))['active'] === 1);
    await server.kill();
    const begin = performance.now();
    await Promise.all([stuck.close(), sender.close()]);
    expect(performance.now() - begin).toBeLessThan(500 + 2 * limit + 2500);
    await server.start();
    await expectService('after closing others');
  });

  it('refuses notices in time when it is frozen, and goes on when it moves again', async () => {
    await server.freeze();
    await expectRefusal();
    await server.thaw();
    await expectService('after the frost');
  });
});

/** Loses everything that is queued, as when a Redis comes back without its disk. */
async function wipe(backend: QueueBackend): Promise<void> {
  if (backend.kind === 'redis') {
    const redis = new Redis(backend.url);
    await redis.flushall();
    redis.disconnect();
    return;
  }
  const client = new pg.Client({ connectionString: backend.connectionString });
  await client.connect();
  for (const table of ['job', 'footman_queue', 'footman_wake'])
    await client.query(`DELETE FROM bullmq.${table}`);
  await client.end();
}
