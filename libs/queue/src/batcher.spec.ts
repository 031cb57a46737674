import { setTimeout as sleep } from 'node:timers/promises';
import { Batcher, type BatcherOptions } from './batcher.js';

interface Item {
  readonly exposure: string;
  readonly detector: number;
}

const item = (exposure: string, detector: number): Item => ({ exposure, detector });

describe('Batcher', () => {
  let runs: [string, number[]][];
  const make = (overrides: Partial<BatcherOptions<Item, number>> = {}) =>
    new Batcher<Item, number>({
      key: ({ exposure }) => exposure,
      windowMs: 20,
      maxSize: 100,
      run: async (key, items) => {
        runs.push([key, items.map(({ detector }) => detector)]);
        return items.map(({ detector }) => ({ status: 'fulfilled', value: detector * 10 }));
      },
      ...overrides,
    });
  beforeEach(() => {
    runs = [];
  });

  it('runs items with the same key together and gives each its own result', async () => {
    const batcher = make();
    const results = await Promise.all([
      batcher.add(item('a', 1)),
      batcher.add(item('b', 2)),
      batcher.add(item('a', 3)),
    ]);
    expect(results).toEqual([10, 20, 30]);
    expect(runs.sort()).toEqual([
      ['a', [1, 3]],
      ['b', [2]],
    ]);
  });

  it('waits for a quiet moment', async () => {
    const batcher = make({ windowMs: 40, maxWaitMs: 10_000 });
    const added = [];
    for (const detector of [1, 2, 3, 4]) {
      added.push(batcher.add(item('a', detector)));
      await sleep(15);
    }
    await Promise.all(added);
    expect(runs).toEqual([['a', [1, 2, 3, 4]]]);
  });

  it('does not wait for ever when items keep coming', async () => {
    const batcher = make({ windowMs: 40, maxWaitMs: 80 });
    const rest: Promise<unknown>[] = [];
    const first = batcher.add(item('a', 0)).then(() => rest.length);
    for (let detector = 1; detector <= 20; detector += 1) {
      await sleep(10);
      rest.push(batcher.add(item('a', detector)));
    }
    expect(await first).toBeLessThan(20);
    await Promise.all(rest);
    expect(runs.length).toBeGreaterThan(1);
  });

  it('runs a full batch at once', async () => {
    const batcher = make({ windowMs: 10_000, maxSize: 2 });
    await Promise.all([1, 2, 3, 4].map((detector) => batcher.add(item('a', detector))));
    expect(runs).toEqual([
      ['a', [1, 2]],
      ['a', [3, 4]],
    ]);
  });

  it('rejects only the item that failed', async () => {
    const batcher = make({
      run: async (_key, items) =>
        items.map(({ detector }) =>
          detector === 2
            ? { status: 'rejected', reason: new Error('bad file') }
            : { status: 'fulfilled', value: detector },
        ),
    });
    const outcomes = await Promise.allSettled([1, 2, 3].map((detector) => batcher.add(item('a', detector))));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('rejects every item of a batch whose run throws, even before it waits', async () => {
    const batcher = make({
      run: () => {
        throw new Error('no database');
      },
    });
    const outcomes = await Promise.allSettled([1, 2].map((detector) => batcher.add(item('a', detector))));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(batcher.pending).toBe(0);
  });

  it('rejects an item that the run forgot', async () => {
    const batcher = make({ run: async () => [] });
    await expect(batcher.add(item('a', 1))).rejects.toThrow('no outcome');
  });

  it('runs what was gathered when it is flushed, and waits for it', async () => {
    let ended = false;
    const batcher = make({
      windowMs: 10_000,
      run: async (_key, items) => {
        await sleep(20);
        ended = true;
        return items.map(() => ({ status: 'fulfilled', value: 0 }));
      },
    });
    const added = batcher.add(item('a', 1));
    expect(batcher.pending).toBe(1);
    await batcher.flush();
    expect(ended).toBe(true);
    expect(batcher.pending).toBe(0);
    await added;
  });
});
