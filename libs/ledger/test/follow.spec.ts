import { peacefulQueueServers, startPostgres, type EmbeddedServer } from '@footman/embedded';
import { setTimeout as sleep } from 'node:timers/promises';
import { Ledger, LedgerFeed, LedgerUnavailableError, LedgerWriter } from '../src/index.js';
import { stage } from './support/stages.js';

const ingested = (n: number) => stage({ state: 'ingested', night: 20251115, exposure: 'x1' }, n);

describe.each(peacefulQueueServers())('the ledger follows by a queue on %s', (_name, startQueue) => {
  let queue: Awaited<ReturnType<typeof startQueue>>;
  let database: EmbeddedServer;
  let cleanups: (() => Promise<void>)[];

  beforeEach(async () => {
    [queue, database] = await Promise.all([startQueue(), startPostgres()]);
    cleanups = [() => queue.close(), () => database.close()];
  });
  afterEach(async () => {
    for (const cleanup of cleanups.reverse()) await cleanup();
  });

  const errors: Error[] = [];
  const follow = async () => {
    const ledger = Ledger.at(database.url);
    const writer = new LedgerWriter(queue.backend, ledger, {
      onError: (error) => errors.push(error),
      maxMs: 500,
    });
    const feed = new LedgerFeed(queue.backend);
    cleanups.push(
      () => ledger.close(),
      () => writer.close(),
      () => feed.close(),
    );
    await Promise.all([writer.start(), feed.start()]);
    return { ledger, feed, writer };
  };
  const known = async (ledger: Ledger) => (await ledger.nights().catch(() => []))[0]?.ingested ?? 0;
  const untilKnown = async (ledger: Ledger, count: number) => {
    const deadline = Date.now() + 20_000;
    while ((await known(ledger)) < count && Date.now() < deadline) await sleep(50);
    expect(await known(ledger)).toBe(count);
  };

  it('within moments', async () => {
    const { ledger, feed, writer } = await follow();
    feed.send(ingested(0));
    await untilKnown(ledger, 1);
    expect(await writer.ready()).toBe(true);
    const begin = performance.now();
    for (let n = 1; n < 205; n += 1) feed.send(ingested(n));
    expect(performance.now() - begin).toBeLessThan(500);
    await untilKnown(ledger, 205);
    expect(performance.now() - begin).toBeLessThan(10_000);
  });

  it('and catches up after its database was away, at the start or later', async () => {
    await database.kill();
    const { ledger, feed } = await follow();
    for (let n = 0; n < 100; n += 1) feed.send(ingested(n));
    await expect(ledger.status()).rejects.toThrow(LedgerUnavailableError);
    expect(await ledger.ready()).toBe(false);
    await database.start();
    await untilKnown(ledger, 100);

    await database.kill();
    for (let n = 100; n < 3000; n += 1) feed.send(ingested(n));
    await sleep(1000);
    expect(await ledger.ready()).toBe(false);
    await database.start();
    await untilKnown(ledger, 3000);
    expect(feed.dropped).toBe(0);
    // The password is in the URL, and in nothing that is said.
    const { password } = new URL(database.url);
    expect(errors.length).toBeGreaterThan(0);
    for (const error of errors) expect(`${error.stack} ${JSON.stringify(error)}`).not.toContain(password);
  });
});
