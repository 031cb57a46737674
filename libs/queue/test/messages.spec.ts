import { queueServers, type QueueServer } from '@footman/embedded';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { PermanentError } from '../src/errors.js';
import {
  MessageConsumer,
  type MessageConsumerOptions,
  type MessageHandler,
} from '../src/message-consumer.js';
import { type MessageBatch, MessageQueue, type MessageQueueOptions } from '../src/message-queue.js';
import { openQueue } from '../src/open-queue.js';
import { openStore } from '../src/open-store.js';
import type { Store } from '../src/store.js';
import { until } from './until.js';

describe.each(queueServers())('messages on %s', (_, startServer) => {
  let server: QueueServer;
  let store: Store;
  let name: string;
  let cleanups: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    server = await startServer();
    store = openStore(server.backend, undefined, () => undefined);
    await store.start();
  });
  afterAll(async () => {
    await store.close();
    await server.close();
  });
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

  it('hands only those again that were neither done nor refused, also to another consumer', async () => {
    const queue = await sender();
    const seen: number[][] = [];
    const first = await consumer(async (items, { done }) => {
      seen.push([...items]);
      done(items[0] as number);
      throw new Error('receiver away');
    });
    queue.send(range(0, 6));
    await until(() => seen.length === 3);
    await first.close();
    expect(seen.slice(0, 3)).toEqual([range(0, 6), range(1, 6), range(2, 6)]);
    const later: number[] = [];
    await consumer(async (items) => void later.push(...items));
    await until(() => later.length > 0);
    expect(later).toEqual(range(seen.length, 6));
  });

  it('keeps aside what is refused, with the reason, and goes on with the rest', async () => {
    const queue = await sender();
    const seen: number[] = [];
    const taken: number[] = [];
    await consumer(async (items, { refuse, done }) => {
      seen.push(...items);
      refuse('no such exposure', ...items.filter((item) => item === 1 || item === 2));
      refuse('too old', ...items.filter((item) => item === 3));
      done(...items.filter((item) => item === 0));
      if (items.includes(0)) throw new Error('receiver away');
      taken.push(...items);
    });
    queue.send(range(0, 6));
    await until(() => taken.length > 0);
    queue.send([9]);
    await until(() => taken.includes(9));
    expect(taken).toEqual([4, 5, 9]);
    const opened = await openQueue<MessageBatch<number>>(store, name, () => undefined);
    cleanups.push(() => opened.close());
    await until(async () => (await opened.getFailedCount()) === 2);
    const failed = await opened.getFailed();
    expect(failed.map(({ data, failedReason }) => [failedReason, data.items]).sort()).toEqual([
      ['no such exposure', [1, 2]],
      ['too old', [3]],
    ]);
    await until(async () => (await opened.getJobCountByTypes('waiting', 'active', 'delayed')) === 0);
    await failed.find(({ failedReason }) => failedReason === 'too old')?.retry('failed');
    await until(() => seen.filter((item) => item === 3).length === 2);
  });

  it('tells when the server has what is delivered, and not for ever when it is away', async () => {
    const queue = await sender({ gatherMs: 1, deliverMs: 1000 });
    await queue.deliver([1, 2]);
    expect(queue.pending).toBe(0);
    await server.kill();
    const begin = performance.now();
    await queue.deliver([3]);
    expect(performance.now() - begin).toBeGreaterThan(990);
    expect(performance.now() - begin).toBeLessThan(2000);
    expect(queue.pending).toBe(1);
    await server.start();
    const seen: number[] = [];
    await consumer(async (items) => void seen.push(...items));
    await until(() => seen.includes(3), 20_000);
    expect(queue.dropped).toBe(0);
  });

  it('drops what is new when the server has as many batches as it may, and counts it', async () => {
    const errors: string[] = [];
    const onError = (error: Error) => void errors.push(error.message);
    const queue = await sender({ gatherMs: 1, maxBatches: 5, onError });
    for (const item of range(0, 8)) await queue.deliver([item]);
    expect(queue.dropped).toBe(3);
    expect(queue.pending).toBe(0);
    expect(errors).toContain(`Messages for ${name} were dropped`);
    const seen: number[] = [];
    await consumer(async (items) => void seen.push(...items));
    await until(() => seen.length === 5);
    await queue.deliver([9]);
    await until(() => seen.includes(9));
    expect(seen).toEqual([...range(0, 5), 9]);
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
