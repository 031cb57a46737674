import { queueServers, type QueueServer } from '@footman/embedded';
import { Redis } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import { ObjectQueues, ObjectWorker } from '../src/index.js';
import type { ObjectNotice } from '../src/index.js';

const NOTICE: ObjectNotice = {
  bucket: 'raw',
  key: 'LSSTCam/20251115/MC_O_20251115_000001/MC_O_20251115_000001_R22_S11.fits',
  size: 1,
  etag: 'e',
  versionId: null,
  eventTime: '2025-11-16T01:00:00Z',
  receivedAt: 0,
};

describe.each(queueServers().filter(([kind]) => kind === 'Redis'))('the keys on %s', (_, start) => {
  let server: QueueServer;
  let redis: Redis;
  beforeAll(async () => {
    server = await start();
    redis = new Redis(server.url);
  });
  afterAll(async () => {
    redis.disconnect();
    await server.close();
  });

  it('are others than those of embargo-butler, which stay as they are', async () => {
    await redis.lpush('QUEUE:raw', 'raw/a', 'raw/b');
    await redis.lpush('WORKER:raw:pod', 'raw/c');
    const queues = new ObjectQueues(server.backend);
    const worked: string[] = [];
    const worker = new ObjectWorker<null>(
      server.backend,
      'raw',
      async ({ key }) => {
        worked.push(key);
        return null;
      },
      {},
    );
    await Promise.all([queues.start(), worker.start()]);
    try {
      await queues.add([NOTICE]);
      for (let i = 0; worked.length === 0 && i < 100; i++) await sleep(50);
    } finally {
      await worker.close();
      await queues.close();
    }
    expect(worked).toEqual([NOTICE.key]);
    expect(await redis.lrange('QUEUE:raw', 0, -1)).toEqual(['raw/b', 'raw/a']);
    expect(await redis.lrange('WORKER:raw:pod', 0, -1)).toEqual(['raw/c']);
    const ours = (await redis.keys('*')).filter((key) => !/^(QUEUE|WORKER):raw/.test(key));
    expect(ours.length).toBeGreaterThan(0);
    expect(ours.filter((key) => !/^(bull|footman):/.test(key))).toEqual([]);
  });
});
