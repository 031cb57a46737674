import { retryAfterMs } from './retry-after.js';

const NOW = Date.UTC(2026, 10, 25, 12);

test.each([
  [null, 0],
  ['', 0],
  ['soon', 0],
  ['-1', 0],
  ['120', 120_000],
  ['Wed, 25 Nov 2026 12:00:30 GMT', 30_000],
  ['Wed, 25 Nov 2026 11:00:00 GMT', 0],
  ['86400', 3_600_000],
])('a receiver that says %p is left alone for %i ms', (header, ms) => {
  expect(retryAfterMs(header, NOW)).toBe(ms);
});
