import type { TaiTime } from '../observation-info.js';
import { onScale } from './tai-time.js';

/** The Julian Date of 1970-01-01. */
const EPOCH = 2_440_587.5;
const MS_PER_DAY = 86_400_000;

/** Milliseconds since the epoch as clocks of computers count them, without leap seconds: on a day that has one, off by a second at most. */
export function unixMilliseconds(time: TaiTime): number {
  const { jd1, jd2 } = onScale(time, 'utc');
  return (jd1 - EPOCH + jd2) * MS_PER_DAY;
}
