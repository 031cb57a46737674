import { queueServers } from '@footman/embedded';
import { AllQueues } from '../src/all-queues.js';
import { MessageQueue } from '../src/message-queue.js';
import { queueSite } from './queue-site.js';

describe.each(queueServers())('all queues on %s', (_, startServer) => {
  const site = queueSite(startServer);

  test('are both lanes of each bucket and those of messages, also what came after they were first looked at', async () => {
    const { backend } = site.server;
    const all = new AllQueues(backend);
    site.cleanUp(() => all.close());
    await all.start();
    const queues = await site.producer();
    await queues.add([site.notice()]);
    const names = async () => (await all.now()).map(({ name }) => name);
    expect(await names()).toEqual([site.bucket, `${site.bucket}~backfill`]);

    const messages = new MessageQueue<string>(backend, 'footman~news');
    site.cleanUp(() => messages.close());
    await messages.start();
    await messages.deliver(['hello']);
    const [live, , news] = await all.now();
    expect(news?.name).toBe('footman~news');
    expect([await live?.getJobCountByTypes('waiting'), await news?.getJobCountByTypes('waiting')]).toEqual([
      1, 1,
    ]);
    expect(await queues.buckets()).toEqual([site.bucket]);
  });
});
