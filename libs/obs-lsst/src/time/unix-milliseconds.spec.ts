import { parseIsot } from './parse-date-time.js';
import { taiFromDateTime } from './tai-time.js';
import { unixMilliseconds } from './unix-milliseconds.js';

test.each([
  ['2025-06-10T07:32:26.229', '2025-06-10T07:31:49.229Z'],
  ['2016-06-01T00:00:36.000', '2016-06-01T00:00:00.000Z'],
])('a time of TAI is behind what the clocks of computers show by the leap seconds: %s', (tai, utc) => {
  const time = taiFromDateTime(parseIsot(tai, 'tai'), 'tai');
  expect(unixMilliseconds(time)).toBeCloseTo(Date.parse(utc), 0);
});
