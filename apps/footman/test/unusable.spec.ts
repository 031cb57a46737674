import { peacefulQueueServers, type QueueServer } from '@footman/embedded';
import { UnusableMessages } from '@footman/queue';
import { randomUUID } from 'node:crypto';
import { footman } from './run-footman.js';

describe.each(peacefulQueueServers())('an operator, with the queue on %s,', (_, startServer) => {
  const topic = `notices-${randomUUID()}`;
  const before = process.env;
  let server: Pick<QueueServer, 'backend' | 'close'>;

  beforeAll(async () => {
    server = await startServer();
    const { backend } = server;
    process.env = {
      PATH: before['PATH'],
      ...(backend.kind === 'redis'
        ? { REDIS_URL: backend.url }
        : { QUEUE_DATABASE_URL: backend.connectionString }),
    };
  });
  afterAll(async () => {
    process.env = before;
    await server.close();
  });

  it('is told where messages are that nobody can use, and what is wrong with them', async () => {
    const kept = new UnusableMessages(server.backend);
    await kept.start();
    const at = Date.parse('2026-11-25T18:00:00.000Z');
    kept.keep({
      topic,
      partition: 3,
      offset: '9007199254740993',
      reason: 'The message is empty',
      bytes: 0,
      at,
    });
    let listed = '';
    for (let tries = 0; tries < 50 && !listed.includes(topic); tries += 1) {
      listed = (await footman('unusable')).stdout;
    }
    await kept.close();
    const line = listed.split('\n').find((each) => each.includes(topic));
    expect(line?.split(/ {2,}/)).toEqual([
      '2026-11-25 18:00:00.000',
      topic,
      '3',
      '9007199254740993',
      '0',
      'The message is empty',
    ]);
    const [json] = JSON.parse((await footman('unusable', '--json')).stdout) as unknown[];
    expect(json).toMatchObject({ topic, offset: '9007199254740993', at });
  });
});
