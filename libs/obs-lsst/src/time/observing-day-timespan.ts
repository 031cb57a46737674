import { ObsLsstError } from '../errors.js';
import { addSeconds, taiFromDateTime } from './tai-time.js';
import { taiNanoseconds } from './tai-nanoseconds.js';

const SECONDS_PER_DAY = 86400;

/**
 * The 24 hours of an observing day, in nanoseconds since 1970-01-01 00:00:00 TAI.
 * Source: daf_butler, Timespan.from_day_obs.
 *
 * @param day as YYYYMMDD, 1970 or later
 * @param offsetSeconds from TAI midnight to the beginning of the observing day
 * @throws ObsLsstError `invalid-time` where the calendar has no such day
 */
export function observingDayTimespan(day: number, offsetSeconds: number): { begin: bigint; end: bigint } {
  if (!Number.isInteger(day) || day < 19700000 || day > 100000000) {
    throw new ObsLsstError('invalid-time', `${day} is no observing day of the form YYYYMMDD since 1970`);
  }
  const date = { year: Math.floor(day / 10000), month: Math.floor(day / 100) % 100, day: day % 100 };
  const midnight = taiFromDateTime({ ...date, hour: 0, minute: 0, second: 0 }, 'tai');
  const begin = addSeconds(midnight, offsetSeconds);
  return { begin: taiNanoseconds(begin), end: taiNanoseconds(addSeconds(begin, SECONDS_PER_DAY)) };
}
