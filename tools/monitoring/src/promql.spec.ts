import { PromqlError, readQuery } from './promql.js';

describe('an expression of PromQL', () => {
  it('says which series it asks for, by which labels, and what it groups by', () => {
    expect(
      readQuery(
        `sum by (a) (rate(one_total{b="x", c=~'y|z'}[5m])) / on (d) group_left (e) two and three > 4`,
      ),
    ).toEqual({
      selectors: [
        { metric: 'one_total', labels: ['b', 'c'] },
        { metric: 'two', labels: [] },
        { metric: 'three', labels: [] },
      ],
      grouping: ['a', 'd', 'e'],
    });
  });

  it.each(['sum by (a) (b', 'rate(a[5m)', 'a{b=}', 'a +'])('is none: %s', (expr) => {
    expect(() => readQuery(expr)).toThrow(PromqlError);
  });
});
