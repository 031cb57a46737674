import { queueServers, type QueueServer } from '@footman/embedded';
import { Redis } from 'ioredis';
import { Registry } from 'prom-client';
import { exportQueues } from '../src/metrics.js';
import { ObjectQueues } from '../src/object-queues.js';
import { notice, notices } from './notices.js';
import { until } from './until.js';

describe.each(queueServers())('what is shown of the queues on %s', (_, startServer) => {
  let server: QueueServer;
  let queues: ObjectQueues;
  const registry = new Registry();

  beforeAll(async () => {
    server = await startServer();
    queues = new ObjectQueues(server.backend);
    await queues.start();
    await until(() => queues.ready());
    exportQueues(registry, queues, { buckets: ['raw', 'quiet'], maxGuiderWaitMs: 1000 });
  });
  afterAll(async () => {
    await queues.close();
    await server.close();
  });

  const shown = async (name: string) =>
    Object.fromEntries(
      [...(await registry.metrics()).matchAll(new RegExp(`^${name}(\\{.*\\})? (\\S+)$`, 'gm'))].map(
        ([, labels = '', value]) => [labels, Number(value)],
      ),
    );

  test('files by lane and state, the oldest that waits, and nothing of a lane that is empty but zeros', async () => {
    const before = Date.now();
    await queues.add(notices(3, { bucket: 'raw' }));
    await queues.add([notice({ bucket: 'raw', key: 'again.fits' })], { lane: 'backfill' });
    const files = await shown('footman_queue_files');
    expect(files['{bucket="raw",lane="live",state="waiting"}']).toBe(3);
    expect(files['{bucket="raw",lane="backfill",state="waiting"}']).toBe(1);
    expect(files['{bucket="quiet",lane="live",state="waiting"}']).toBe(0);
    const oldest = await shown('footman_queue_oldest_pending_timestamp_seconds');
    expect(Object.keys(oldest)).toHaveLength(2);
    const at = (oldest['{bucket="raw",lane="live"}'] ?? 0) * 1000;
    expect(at).toBeGreaterThanOrEqual(before - 1);
    expect(at).toBeLessThanOrEqual(Date.now() + 1);
    const parked = await shown('footman_queue_parked_files');
    expect(parked['{bucket="raw",overdue="no"}']).toBe(0);
  });

  test('the memory of Redis, its limit if it has one, and none of a server that keeps queues on disk', async () => {
    const { backend } = server;
    if (backend.kind === 'postgres') {
      expect(await shown('footman_queue_memory_.*_bytes')).toEqual({});
      return;
    }
    const redis = new Redis(backend.url);
    try {
      expect((await shown('footman_queue_memory_used_bytes'))['']).toBeGreaterThan(100_000);
      await redis.config('SET', 'maxmemory', 0);
      expect(await shown('footman_queue_memory_max_bytes')).toEqual({});
      await redis.config('SET', 'maxmemory', 123_000_000);
      expect(await shown('footman_queue_memory_max_bytes')).toEqual({ '': 123_000_000 });
    } finally {
      redis.disconnect();
    }
  });

  test('that the server is away, and nothing else then', async () => {
    expect(await shown('footman_queue_up')).toEqual({ '': 1 });
    await server.kill();
    const values = (await registry.metrics()).split('\n').filter((line) => line && !line.startsWith('#'));
    expect(values).toEqual(['footman_queue_up 0']);
    await server.start();
    await until(async () => (await shown('footman_queue_up'))[''] === 1);
    expect(Object.keys(await shown('footman_queue_files'))).toHaveLength(16);
  });
});
