import { compareTold } from './inspect-told.js';

const keys = new Set(['a', 'b', 'c']);

describe('compareTold', () => {
  it('finds what nobody heard of, what is nobody’s, and what came again', () => {
    expect(compareTold(keys, ['a', 'b', 'a', 'x'], ['a', 'b', 'a', 'x'])).toEqual({
      untold: ['c'],
      unknown: ['x'],
      again: 1,
      most: 2,
    });
  });

  it('takes what was heard without an answer for untold, and for told again', () => {
    expect(compareTold(keys, ['a', 'c'], ['a', 'b', 'c', 'c'])).toMatchObject({
      untold: ['b'],
      again: 1,
      most: 2,
    });
  });
});
