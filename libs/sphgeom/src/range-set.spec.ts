import fc from 'fast-check';

import { RangeSet } from './range-set.js';

describe('a range set', () => {
  it('joins ranges that touch', () => {
    const set = RangeSet.fromAscending([
      [8, 9],
      [9, 12],
      [14, 15],
    ]);
    expect([...set]).toEqual([
      [8, 12],
      [14, 15],
    ]);
    expect(set.cardinality).toBe(5);
    expect(set.toIndices()).toEqual([8, 9, 10, 11, 14]);
    expect([7, 8, 11, 12, 14, 15].filter((index) => set.has(index))).toEqual([8, 11, 14]);
  });

  it('keeps the indices that it was made of', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(200)), (indices) => {
        indices.sort((a, b) => a - b);
        const set = RangeSet.fromAscending(indices.map((index) => [index, index + 1]));
        expect(set.toIndices()).toEqual(indices);
        expect(set.cardinality).toBe(indices.length);
      }),
    );
  });
});
