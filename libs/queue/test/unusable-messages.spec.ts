import { queueServers, type QueueServer } from '@footman/embedded';
import { UnusableMessages, type UnusableMessage } from '../src/unusable-messages.js';
import { QueueUnavailableError } from '../src/errors.js';
import { until } from './until.js';

describe.each(queueServers())('unusable messages on %s', (_, startServer) => {
  let server: QueueServer;
  const opened: UnusableMessages[] = [];

  beforeAll(async () => void (server = await startServer()));
  afterAll(async () => {
    for (const each of opened) await each.close();
    await server.close();
  });

  async function open(capacity?: number): Promise<UnusableMessages> {
    const messages = new UnusableMessages(server.backend, capacity === undefined ? {} : { capacity });
    opened.push(messages);
    await messages.start();
    return messages;
  }

  function message(offset: number, at = offset): UnusableMessage {
    return {
      topic: 'raws',
      partition: 1,
      offset: String(offset),
      reason: 'The message is empty',
      bytes: 0,
      at,
    };
  }

  it('are there for others, the newest first and each once', async () => {
    const [intake, person] = [await open(), await open()];
    for (const each of [message(1), message(2), message(1), message(3)]) intake.keep(each);
    await until(async () => (await person.list()).length === 3);
    intake.keep(message(3));
    intake.keep(message(4));
    await until(async () => (await person.list()).length === 4);
    expect(await person.list()).toEqual([4, 3, 2, 1].map((offset) => message(offset)));
  });

  it('take up no more room, however many come', async () => {
    const intake = await open(20);
    for (let offset = 100; offset < 200; offset += 1) intake.keep(message(offset));
    await until(async () => (await intake.list()).some(({ offset }) => offset === '199'));
    intake.keep(message(200));
    await until(async () => (await intake.list()).some(({ offset }) => offset === '200'));
    const kept = (await intake.list()).map(({ offset }) => Number(offset));
    expect(kept.length).toBeLessThanOrEqual(22);
    expect(kept.slice(0, 19)).toEqual(Array.from({ length: 19 }, (_, index) => 200 - index));
  });

  it('keep nobody waiting while the server is away, and say so to a person', async () => {
    const intake = await open();
    await server.kill();
    intake.keep(message(300));
    await until(() =>
      intake.list().then(
        () => false,
        (error) => error instanceof QueueUnavailableError,
      ),
    );
    await server.start();
  });
});
