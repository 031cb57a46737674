import { ObsLsstError } from '../errors.js';
import { roundHalfEven } from './exact-sum.js';

/** A day of the Gregorian calendar. */
export interface CalendarDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** The Julian Date of the midnight at which Modified Julian Dates begin. */
export const MJD_ZERO = 2400000.5;

const UNIX_EPOCH_MJD = 40587;
const MS_PER_DAY = 86_400_000;

/**
 * The Modified Julian Date of a day's midnight.
 *
 * @throws ObsLsstError `invalid-time` where the calendar has no such day
 */
export function modifiedJulianDay({ year, month, day }: CalendarDay): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) {
    throw new ObsLsstError('invalid-time', `The calendar has no ${year}-${month}-${day}`);
  }
  return date.getTime() / MS_PER_DAY + UNIX_EPOCH_MJD;
}

/** The day that begins at a Modified Julian Date without fraction. */
export function calendarDay(mjd: number): CalendarDay {
  const date = new Date((mjd - UNIX_EPOCH_MJD) * MS_PER_DAY);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/**
 * Splits a two-part Julian Date into the day's Modified Julian Date and the fraction of the day since midnight, in [0, 1).
 * The parts are added with compensation, as ERFA's jd2cal does (Klein 2006), since the fraction's last bit shows in results.
 */
export function dayAndFraction(jd1: number, jd2: number): readonly [mjd: number, fraction: number] {
  const whole1 = nearest(jd1);
  const whole2 = nearest(jd2);
  let noon = whole1 + whole2;
  let sum = 0.5;
  let lost = 0;
  for (const part of [jd1 - whole1, jd2 - whole2]) {
    const next = sum + part;
    lost += Math.abs(sum) >= Math.abs(part) ? sum - next + part : part - next + sum;
    sum = next;
    if (sum >= 1) {
      noon += 1;
      sum -= 1;
    }
  }
  let fraction = sum + lost;
  lost = fraction - sum;
  if (fraction < 0) {
    fraction = sum + 1;
    lost += 1 - fraction + sum;
    sum = fraction;
    fraction = sum + lost;
    lost = fraction - sum;
    noon -= 1;
  }
  if (fraction - 1 >= -Number.EPSILON / 4) {
    const next = sum - 1;
    lost += sum - next - 1;
    fraction = next + lost;
    if (fraction > -Number.EPSILON / 2) {
      noon += 1;
      fraction = Math.max(fraction, 0);
    }
  }
  return [noon - 2400001, fraction];
}

/** ERFA rounds halves away from zero. */
function nearest(x: number): number {
  return Math.abs(x) % 1 === 0.5 ? Math.sign(x) * (Math.abs(x) + 0.5) : roundHalfEven(x);
}
