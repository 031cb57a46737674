import { jsonLine } from './json-line.js';

describe('a line of JSON', () => {
  it('has integers beyond 2^53 as text, wherever they are', () => {
    const difference = { field: 'timespan', stored: { begin: 1749540715279841423n } };
    expect(jsonLine({ seconds: 1, differences: [difference] })).toBe(
      '{"seconds":1,"differences":[{"field":"timespan","stored":{"begin":"1749540715279841423"}}]}\n',
    );
  });
});
