import { queueServers, type QueueServer } from '@footman/embedded';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { PermanentError } from '../src/errors.js';
import {
  MessageConsumer,
  type MessageConsumerOptions,
  type MessageHandler,
} from '../src/message-consumer.js';
import { MessageQueue, type MessageQueueOptions } from '../src/message-queue.js';
import { until } from './until.js';

describe.each(queueServers())('messages on %s', (_, startServer) => {
  let server: QueueServer;
  let name: string;
  let cleanups: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());
  beforeEach(() => {
    name = `messages~${randomUUID()}`;
  });
  afterEach(async () => {
    for (const cleanup of cleanups.reverse()) await cleanup();
    cleanups = [];
  });

  async function sender(options: MessageQueueOptions = {}): Promise<MessageQueue<number>> {
    const queue = new MessageQueue<number>(server.backend, name, options);
    cleanups.push(() => queue.close());
    await queue.start();
    return queue;
  }

  async function consumer(handler: MessageHandler<number>, options: MessageConsumerOptions = {}) {
    const taking = new MessageConsumer<number>(server.backend, name, handler, {
      firstMs: 20,
      maxMs: 100,
      ...options,
    });
    cleanups.push(() => taking.close());
    await taking.start();
    return taking;
  }

  const range = (from: number, to: number) =>
    Array.from({ length: to - from }, (_entry, index) => from + index);

  it('carries all messages in order and in bulk', async () => {
    const queue = await sender();
    const batches: number[][] = [];
    await consumer(async (items) => void batches.push([...items]));
    for (const item of range(0, 5500)) queue.send([item]);
    expect(queue.pending).toBe(5500);
    await until(() => batches.flat().length === 5500);
    expect(batches.flat()).toEqual(range(0, 5500));
    expect(batches.length).toBeLessThan(10);
    await until(() => queue.pending === 0);
  });

  it('hands a batch to the handler until it takes it', async () => {
    const queue = await sender();
    const seen: number[][] = [];
    await consumer(async (items) => {
      seen.push([...items]);
      if (seen.length < 5) throw new Error('database away');
    });
    queue.send([1, 2]);
    await until(() => seen.length === 5);
    expect(new Set(seen.map(String))).toEqual(new Set(['1,2']));
    queue.send([3]);
    await until(() => seen.length === 6);
  });

  it('puts aside a batch that the handler calls hopeless, and goes on', async () => {
    const queue = await sender({ gatherMs: 1 });
    const seen: number[] = [];
    await consumer(async (items) => {
      seen.push(...items);
      if (items.includes(1)) throw new PermanentError('not a message of ours');
    });
    queue.send([1]);
    await until(() => seen.length === 1);
    queue.send([2]);
    await until(() => seen.length === 2);
    expect(seen).toEqual([1, 2]);
  });

  it('gives back what a closing consumer could not finish', async () => {
    const queue = await sender();
    let tries = 0;
    const first = await consumer(async () => {
      tries += 1;
      throw new Error('database away');
    });
    queue.send([7]);
    await until(() => tries > 1);
    await first.close();
    const begin = performance.now();
    const seen: number[] = [];
    await consumer(async (items) => void seen.push(...items));
    await until(() => seen.length === 1);
    expect(performance.now() - begin).toBeLessThan(3000);
    expect(seen).toEqual([7]);
  });

  it('holds messages while the server is away and sends them when it is back', async () => {
    const queue = await sender();
    const seen: number[] = [];
    await consumer(async (items) => void seen.push(...items));
    queue.send([1]);
    // The consumer may have it before the sender knows.
    await until(() => seen.length === 1 && queue.pending === 0);
    await server.kill();
    queue.send(range(2, 1500));
    await until(() => queue.pending === 1498);
    await server.start();
    await until(() => new Set(seen).size === 1499, 30_000);
    expect(queue.dropped).toBe(0);
  });

  it('drops the oldest when the server is away for too long, and counts them', async () => {
    const errors: string[] = [];
    const queue = await sender({ capacity: 1000, onError: (error) => errors.push(error.message) });
    await server.kill();
    for (const item of range(0, 5000)) queue.send([item]);
    expect(queue.pending).toBeLessThanOrEqual(2000);
    expect(queue.pending + queue.dropped).toBe(5000);
    expect(errors).toContain(`Messages for ${name} were dropped`);
    const kept = queue.pending;
    await server.start();
    const seen: number[] = [];
    await consumer(async (items) => void seen.push(...items));
    await until(() => new Set(seen).size === kept, 30_000);
    expect(seen.at(-1)).toBe(4999);
  });

  it('closes in time while the server is away', async () => {
    const queue = await sender();
    const taking = await consumer(async () => undefined);
    await server.kill();
    await sleep(50);
    queue.send([1, 2, 3]);
    const begin = performance.now();
    await Promise.all([queue.close(), taking.close()]);
    expect(performance.now() - begin).toBeLessThan(15_000);
    expect(queue.dropped).toBe(3);
    await server.start();
  });
});
