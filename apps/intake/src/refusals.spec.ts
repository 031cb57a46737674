import { runSource } from '@footman/embedded';
import { Refusals } from './refusals.js';

describe('Refusals', () => {
  it('lets none go before a second, and fewer than five in each second after that', async () => {
    const refusals = new Refusals();
    const begin = performance.now();
    const times = await Promise.all(
      Array.from({ length: 12 }, () => refusals.turn(begin).then(() => performance.now() - begin)),
    );
    expect(Math.min(...times)).toBeGreaterThan(990);
    expect(times.filter((time) => time < 2000).length).toBeLessThan(5);
    expect(Math.max(...times)).toBeGreaterThan(3000);
  });

  it('holds dozens without a warning of a leak', async () => {
    const holding = runSource(new URL('../test/hold-many.ts', import.meta.url), {});
    expect(await holding.ended).toBe(0);
    expect(holding.output.err).toBe('');
  });

  it('ends all waiting at once when there is something to hope for', async () => {
    const refusals = new Refusals();
    const begin = performance.now();
    const all = Promise.all(Array.from({ length: 2000 }, () => refusals.turn(begin)));
    refusals.release();
    expect(new Set(await all)).toEqual(new Set([true]));
    // Of the eight minutes that they'd have waited.
    expect(performance.now() - begin).toBeLessThan(5000);
  });

  it('goes on with its pace for those that come back after a release', async () => {
    const refusals = new Refusals();
    const old = performance.now() - 60_000;
    refusals.release();
    const begin = performance.now();
    expect(await Promise.all([refusals.turn(old), refusals.turn(old)])).toEqual([false, false]);
    expect(performance.now() - begin).toBeGreaterThan(500);
  });

  it('holds nothing once it is closed', async () => {
    const refusals = new Refusals();
    const begin = performance.now();
    const held = refusals.turn(begin);
    refusals.close();
    expect(await Promise.all([held, refusals.turn(begin)])).toEqual([false, false]);
    expect(performance.now() - begin).toBeLessThan(500);
  });
});
