import { oneAfterAnother } from './one-after-another.js';

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
}

describe('one source after another', () => {
  test('gives everything in order, also of empty ones', async () => {
    const sources = [[1, 2], [], [3], [], [4, 5, 6], []].map(
      (items) =>
        async function* () {
          yield* items;
        },
    );
    for (const ahead of [1, 3, 99])
      expect(await all(oneAfterAnother(sources, ahead))).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await all(oneAfterAnother([], 3))).toEqual([]);
  });

  test('lets the next few begin before their turn, and no more of them', async () => {
    const begun: number[] = [];
    const sources = Array.from(
      { length: 10 },
      (_, i) =>
        async function* () {
          begun.push(i);
          yield i;
        },
    );
    await oneAfterAnother(sources, 3).next();
    expect(begun).toEqual([0, 1, 2, 3]);
  });

  test('fails where a source fails, when its turn has come', async () => {
    const given: number[] = [];
    const sources = [
      async function* () {
        yield 1;
      },
      async function* (): AsyncGenerator<number> {
        throw new Error('away');
      },
    ];
    const reading = async () => {
      for await (const item of oneAfterAnother(sources, 2)) given.push(item);
    };
    await expect(reading()).rejects.toThrow('away');
    expect(given).toEqual([1]);
  });
});
