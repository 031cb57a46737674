import { ObsLsstError } from '../errors.js';
import type { TaiTime } from '../observation-info.js';
import { dayFraction, roundHalfEven } from './exact-sum.js';
import { parseIsot } from './parse-date-time.js';
import { isLater, taiFromDateTime } from './tai-time.js';

const NS_PER_DAY = 86_400_000_000_000;
const EPOCH = taiFromDateTime(parseIsot('1970-01-01', 'tai'), 'tai');
const LATEST = taiFromDateTime(parseIsot('2100-01-01', 'tai'), 'tai');

/**
 * Nanoseconds since 1970-01-01 00:00:00 TAI, as a Butler registry stores times: what the two doubles make of them, which
 * may be tens of nanoseconds off a date's own digits. Times before 1970 and after 2099 become those bounds.
 * Source: daf_butler, TimeConverter.astropy_to_nsec.
 *
 * @throws ObsLsstError `invalid-time` for what is no number
 */
export function taiNanoseconds(time: TaiTime): bigint {
  if (!Number.isFinite(time.jd1 + time.jd2))
    throw new ObsLsstError('invalid-time', 'A time is beyond all numbers');
  if (isLater(EPOCH, time)) return nanosecondsSinceEpoch(EPOCH);
  if (isLater(time, LATEST)) return nanosecondsSinceEpoch(LATEST);
  return nanosecondsSinceEpoch(time);
}

function nanosecondsSinceEpoch(time: TaiTime): bigint {
  const { jd1, jd2 } = dayFraction(time.jd1 - EPOCH.jd1, time.jd2 - EPOCH.jd2);
  return BigInt(jd1) * BigInt(NS_PER_DAY) + BigInt(roundHalfEven(jd2 * NS_PER_DAY));
}
