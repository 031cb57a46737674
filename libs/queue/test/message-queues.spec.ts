import { queueServers } from '@footman/embedded';
import { randomUUID } from 'node:crypto';
import { QueueUnavailableError } from '../src/errors.js';
import { MessageConsumer, type MessageHandler } from '../src/message-consumer.js';
import { MessageQueue } from '../src/message-queue.js';
import type { RefusedMessage } from '../src/message-queues.js';
import { ObjectQueues } from '../src/object-queues.js';
import { queueSite } from './queue-site.js';
import { until } from './until.js';

describe.each(queueServers())('queues of messages, looked at, on %s', (_, startServer) => {
  const site = queueSite(startServer);
  let queues: ObjectQueues;
  let name: string;

  beforeEach(async () => {
    name = `footman~${randomUUID()}`;
    queues = await site.producer();
  });

  /** Sends items, each in a message of its own. */
  async function send(...items: readonly string[]): Promise<void> {
    const queue = new MessageQueue<string>(site.server.backend, name, { gatherMs: 1 });
    await queue.start();
    for (const item of items) {
      queue.send([item]);
      await until(() => queue.pending === 0);
    }
    await queue.close();
  }

  async function consume(handler: MessageHandler<string>): Promise<MessageConsumer<string>> {
    const consumer = new MessageConsumer<string>(site.server.backend, name, handler, {
      firstMs: 20,
      maxMs: 50,
    });
    site.cleanUp(() => consumer.close());
    await consumer.start();
    return consumer;
  }

  const status = async () => (await queues.messages.status()).find((each) => each.name === name);

  async function refused(): Promise<RefusedMessage[]> {
    const all: RefusedMessage[] = [];
    for await (const message of queues.messages.refused(name)) all.push(message);
    return all;
  }

  const refuse: MessageHandler<string> = async (items, delivery) => {
    for (const item of items) delivery.refuse(`bad-${item.at(0)}: ${item}`, item);
  };

  test('say what waits for a consumer that is not there, and since when', async () => {
    expect(await status()).toBeUndefined();
    const before = Date.now();
    await send('a', 'b');
    expect(await status()).toEqual({
      name,
      feed: name.slice('footman~'.length),
      waiting: 2,
      active: 0,
      refused: 0,
      oldestAt: expect.any(Number),
    });
    const oldestAt = (await status())?.oldestAt ?? 0;
    expect(oldestAt).toBeGreaterThanOrEqual(before - 1);
    await send('c');
    expect(await status()).toMatchObject({ waiting: 3, oldestAt });
  });

  test('and what a consumer has that cannot do its work, until it can', async () => {
    let mended = false;
    await consume(async () => {
      if (!mended) throw new Error('away');
    });
    const before = Date.now();
    await send('a');
    await until(async () => (await status())?.active === 1);
    expect((await status())?.oldestAt).toBeGreaterThanOrEqual(before - 1);
    mended = true;
    await until(async () => (await status())?.active === 0);
    expect(await status()).toMatchObject({ waiting: 0, oldestAt: null, refused: 0 });
  });

  test('keep what was refused, the latest first, with the time and the reason', async () => {
    const before = Date.now();
    await consume(refuse);
    const items = Array.from({ length: 60 }, (_each, index) => `x${index}`);
    await send(...items);
    await until(async () => (await status())?.refused === items.length);
    expect(await status()).toMatchObject({ waiting: 0, active: 0, oldestAt: null });
    const all = await refused();
    expect(all.flatMap((each) => each.items).sort()).toEqual([...items].sort());
    for (const {
      at,
      reason,
      items: [item],
    } of all) {
      expect(reason).toBe(`bad-x: ${item}`);
      expect(at).toBeGreaterThanOrEqual(before);
    }
    expect(all.map(({ at }) => at)).toEqual(all.map(({ at }) => at).sort((a, b) => b - a));
  });

  test('send again what is chosen of it, also what is refused once more, and forget the rest', async () => {
    const consumer = await consume(refuse);
    await send('a1', 'b1', 'c1');
    await until(async () => (await status())?.refused === 3);
    await consumer.close();
    const [c, b, a] = await refused();
    const ids = [a, b].map((each) => each?.id ?? '');
    expect(await queues.messages.retry(name, [...ids, 'no-such-message'])).toBe(2);
    expect(await status()).toMatchObject({ waiting: 2, refused: 1, oldestAt: expect.any(Number) });
    expect(await queues.messages.retry(name, ids)).toBe(0);
    // What waits again is no longer refused.
    expect(await queues.messages.forget(name, [...ids, c?.id ?? ''])).toBe(1);
    expect(await status()).toMatchObject({ waiting: 2, refused: 0 });

    const seen: string[] = [];
    await consume(async (items, delivery) => {
      seen.push(...items);
      if (items.includes('b1')) await refuse(items, delivery);
    });
    await until(async () => (await status())?.refused === 1);
    await until(() => seen.length === 2);
    expect(seen.sort()).toEqual(['a1', 'b1']);
    expect(await refused()).toMatchObject([{ reason: 'bad-b: b1', items: ['b1'] }]);
  });

  test('say in time when the server is away', async () => {
    await send('a');
    await site.server.kill();
    const begin = performance.now();
    await expect(queues.messages.status()).rejects.toThrow(QueueUnavailableError);
    await expect(refused()).rejects.toThrow(QueueUnavailableError);
    await expect(queues.messages.retry(name, ['a'])).rejects.toThrow(QueueUnavailableError);
    expect(performance.now() - begin).toBeLessThan(13_000);
    await site.server.start();
  });
});
