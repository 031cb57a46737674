import { queueServers } from '@footman/embedded';
import { ObjectQueues } from '@footman/queue';
import { setTimeout as sleep } from 'node:timers/promises';
import { replayBucket } from '@footman/operator';

describe.each(queueServers())('a replay, with the queue on %s,', (_, start) => {
  test('goes on when the server restarts in the middle of it', async () => {
    const server = await start();
    const queues = new ObjectQueues(server.backend);
    await queues.start();
    try {
      let back: Promise<void> | undefined;
      async function* list() {
        for (let i = 0; i < 3000; i++) {
          if (i === 1500) {
            await server.kill();
            back = sleep(700).then(() => server.start());
          }
          yield { key: `${i}.fits`, size: 1, etag: `e${i}`, lastModified: new Date(0) };
        }
      }
      const plan = { bucket: 'raws', prefixes: [''], datasetRegexp: /fits$/, dryRun: false };
      const parts = { store: { list }, queues, onQueued: async () => undefined, onProgress: () => undefined };
      expect(await replayBucket(plan, parts)).toMatchObject({ datasets: 3000, queued: 3000, alive: 0 });
      await back;
      expect(await queues.status('raws')).toMatchObject({ backfill: { waiting: 3000 } });
    } finally {
      await queues.close();
      await server.close();
    }
  });
});
