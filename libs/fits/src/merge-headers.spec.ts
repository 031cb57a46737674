import { mergeHeaders } from './merge-headers.js';

test('a later header’s value replaces an earlier one at its place', () => {
  const merged = mergeHeaders([{ A: 1, B: 2 }, { B: null, C: 3 }, { A: 4 }]);
  expect(Object.entries(merged)).toEqual([
    ['A', 4],
    ['B', null],
    ['C', 3],
  ]);
});
