import { type EmbeddedServer, hasRedisServer, startRedis } from '@footman/embedded';
import { Redis } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import { MessageConsumer, ObjectWorker } from '../src/index.js';

/** Longer than any wait between two attempts to connect. */
const TRIED_AGAIN_MS = 1500;

(hasRedisServer() ? describe : describe.skip)(
  'a worker in front of a Redis that refuses its password',
  () => {
    let redis: EmbeddedServer;
    let admin: Redis;
    const connections = async () =>
      Number(/total_connections_received:(\d+)/.exec(await admin.info('stats'))?.[1]);

    beforeAll(async () => {
      redis = (await startRedis()) as EmbeddedServer;
      admin = new Redis(redis.url);
      await admin.config('SET', 'requirepass', 'another');
    });
    afterAll(async () => {
      admin.disconnect();
      await redis.close();
    });

    it('goes on trying until it is closed, and then no more', async () => {
      const backend = { kind: 'redis', url: redis.url.replace('redis://', 'redis://:wrong@') } as const;
      const workers = [
        new ObjectWorker(backend, 'raw', async () => undefined),
        new MessageConsumer(backend, 'footman~test', async () => undefined),
      ];
      await Promise.all(workers.map((worker) => worker.start()));
      const before = await connections();
      await sleep(TRIED_AGAIN_MS);
      expect(await connections()).toBeGreaterThan(before);
      await Promise.all(workers.map((worker) => worker.close()));
      const closed = await connections();
      await sleep(TRIED_AGAIN_MS);
      expect(await connections()).toBe(closed);
    });
  },
);
