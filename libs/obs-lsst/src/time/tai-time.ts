import { ObsLsstError } from '../errors.js';
import type { TaiTime } from '../observation-info.js';
import { MJD_ZERO, dayAndFraction, modifiedJulianDay } from './calendar.js';
import { dayFraction } from './exact-sum.js';
import { utcDay } from './leap-seconds.js';
import type { DateAndTime } from './parse-date-time.js';

/** The time scales that Rubin's headers use. */
export type TimeScale = 'tai' | 'utc' | 'tt';

/** Seconds by which TT is ahead of TAI. */
const TT_MINUS_TAI = 32.184;

const SECONDS_PER_DAY = 86400;

/**
 * Makes a TAI time of a date and time of day on either scale, with the roundings of astropy and ERFA (`dtf2d`, `utctai`).
 *
 * @throws ObsLsstError `invalid-time` where the calendar or the clock has no such moment
 */
export function taiFromDateTime(at: DateAndTime, scale: TimeScale): TaiTime {
  const mjd = modifiedJulianDay(at);
  if (at.hour > 23 || at.minute > 59) {
    throw new ObsLsstError('invalid-time', `The clock has no ${at.hour}:${at.minute}`);
  }
  const length = SECONDS_PER_DAY + (scale === 'utc' ? utcDay(mjd).leap : 0);
  const fraction = (60 * (60 * at.hour + at.minute) + at.second) / length;
  const time = dayFraction(MJD_ZERO + mjd, fraction);
  return toTai(time, scale);
}

/**
 * Makes a TAI time of a Modified Julian Date in days of either scale; as a string it has more digits than a double holds.
 *
 * @throws ObsLsstError `invalid-time` for what isn't a finite number
 */
export function taiFromMjd(mjd: number | string, scale: TimeScale = 'tai'): TaiTime {
  const [days, fraction] = wholeAndFraction(mjd);
  if (!Number.isFinite(days)) throw new ObsLsstError('invalid-time', `${mjd} is no Modified Julian Date`);
  const { jd1, jd2 } = dayFraction(days, fraction);
  const time = dayFraction(jd1 + MJD_ZERO, jd2);
  return toTai(time, scale);
}

/** The nearest whole number, and what's left of a decimal number's digits. */
function wholeAndFraction(mjd: number | string): readonly [days: number, fraction: number] {
  const digits = /^(\d+)\.(\d+)$/.exec(String(mjd));
  if (typeof mjd === 'number' || !digits) return [Number(mjd), 0];
  const days = Math.round(Number(mjd));
  const places = digits[2]?.length ?? 0;
  const rest = BigInt(`${digits[1]}${digits[2]}`) - BigInt(days) * 10n ** BigInt(places);
  return [days, Number(`${rest}e-${places}`)];
}

/** The Modified Julian Date, in days of the scale that the time is on. */
export function toMjd({ jd1, jd2 }: TaiTime): number {
  return jd1 - MJD_ZERO + jd2;
}

/** The two doubles of a TAI time on either scale; for UTC they're a quasi Julian Date, as ERFA's `taiutc` has it. */
export function onScale(time: TaiTime, scale: TimeScale): TaiTime {
  if (scale === 'tai') return time;
  let jd2 = time.jd2;
  for (let round = 0; round < 3; round += 1) jd2 += time.jd2 - stretchedBack({ jd1: time.jd1, jd2 });
  return dayFraction(time.jd1, jd2);
}

/** The time some seconds later. */
export function addSeconds(time: TaiTime, seconds: number): TaiTime {
  const delta = dayFraction(seconds, 0, SECONDS_PER_DAY);
  return dayFraction(time.jd1 + delta.jd1, time.jd2 + delta.jd2);
}

/** Whether a time is later than another, in double precision of days, as astropy compares. */
export function isLater(time: TaiTime, than: TaiTime): boolean {
  return time.jd1 - than.jd1 + (time.jd2 - than.jd2) > 0;
}

function toTai(time: TaiTime, scale: TimeScale): TaiTime {
  if (scale === 'utc') return utcToTai(time);
  return scale === 'tt' ? dayFraction(time.jd1, time.jd2 - TT_MINUS_TAI / SECONDS_PER_DAY) : time;
}

/** ERFA spreads a leap second over its whole day, so the quasi Julian Date of UTC is stretched back first. */
function utcToTai(time: TaiTime): TaiTime {
  return dayFraction(time.jd1, stretchedBack(time));
}

/** What must be added to the first double of UTC for TAI. */
function stretchedBack({ jd1, jd2 }: TaiTime): number {
  const [mjd, ofDay] = dayAndFraction(jd1, jd2);
  const { offset, drift, leap } = utcDay(mjd);
  const stretched = ofDay * ((SECONDS_PER_DAY + leap) / SECONDS_PER_DAY);
  const fraction = stretched * ((SECONDS_PER_DAY + drift) / SECONDS_PER_DAY);
  return MJD_ZERO - jd1 + mjd + (fraction + offset / SECONDS_PER_DAY);
}
