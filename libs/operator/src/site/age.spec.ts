import { age } from './age.js';

const NOW = Date.UTC(2025, 10, 15);

describe('an age', () => {
  test.each([
    [0, '0.0 s'],
    [430, '0.4 s'],
    [11_900, '11 s'],
    [119_000, '119 s'],
    [125_000, '2 min'],
    [7_199_000, '119 min'],
    [7_200_000, '2 h'],
    [86_400_000, '24 h'],
    [3 * 86_400_000, '3 d'],
  ])('of %d ms is said as %s', (ms, said) => {
    expect(age(NOW - ms, NOW)).toBe(said);
  });

  it('is nothing for what never was, and never negative when clocks differ', () => {
    expect(age(null, NOW)).toBe('');
    expect(age(NOW + 5, NOW)).toBe('0.0 s');
  });
});
