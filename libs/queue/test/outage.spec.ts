import { queueServers, type QueueServer } from '@footman/embedded';
import { setTimeout as sleep } from 'node:timers/promises';
import { QueueUnavailableError } from '../src/errors.js';
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
