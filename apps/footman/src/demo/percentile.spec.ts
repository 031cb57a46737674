import { percentile } from './percentile.js';

describe('percentile', () => {
  it('is one of the values, by nearest rank', () => {
    const values = [15, 50, 20, 40, 35];
    expect([5, 30, 40, 50, 100].map((p) => percentile(values, p))).toEqual([15, 20, 20, 35, 50]);
  });

  it('takes the last but four of 205 as the 98th', () => {
    const values = Array.from({ length: 205 }, (_, i) => i + 1);
    expect(percentile(values, 98)).toBe(201);
  });

  it('orders by size, not by spelling', () => {
    expect(percentile([10, 9, 100], 50)).toBe(10);
  });

  it('is null when there is nothing', () => {
    expect(percentile([], 50)).toBeNull();
  });
});
