import { ObsLsstError } from '../errors.js';
import type { CalendarDay } from './calendar.js';

/** A date and a time of day as written, checked by nobody yet. */
export interface DateAndTime extends CalendarDay {
  readonly hour: number;
  readonly minute: number;
  /** Seconds with their fraction. */
  readonly second: number;
}

/** Dates in the fixed columns that astropy's fast parser knows; it may end before the hour, the seconds or the fraction. */
const FIXED = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d*))?)?)?$/;

/** What astropy's slower parser takes besides: unpadded numbers. */
const LOOSE = /^(\d{4})-(\d\d?)-(\d\d?)(?:T(\d\d?):(\d\d?)(?::(\d\d?)(\.\d+)?)?)?$/;

/** The FITS standard's form: a date, or a date with a time of day down to the second. */
const FITS = /^(\d{4}|[+-]\d{5})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d(?:\.\d*)?))?$/;

/**
 * Parses a date as astropy's format 'isot' does, 'Z' behind UTC included. The fraction of a second is summed digit by digit,
 * as the reference does, which isn't always the nearest double.
 *
 * @throws ObsLsstError `invalid-time`
 */
export function parseIsot(text: string, scale: 'tai' | 'utc' | 'tt'): DateAndTime {
  const fixed = FIXED.exec(text);
  if (fixed) return dateAndTime(fixed, Number(fixed[6] ?? 0) + sumOfDigits(fixed[7] ?? ''));

  const loose = LOOSE.exec(scale === 'utc' ? text.replace(/Z$/, '') : text);
  if (!loose) throw new ObsLsstError('invalid-time', `'${text}' is no ISO date on the scale ${scale}`);
  return dateAndTime(loose, Number(loose[6] ?? 0) + Number(loose[7] ?? 0));
}

/**
 * Parses a date as astropy's format 'fits' does.
 *
 * @throws ObsLsstError `invalid-time`
 */
export function parseFitsDate(text: string): DateAndTime {
  const match = FITS.exec(text);
  if (!match) throw new ObsLsstError('invalid-time', `'${text}' is no FITS date`);
  return dateAndTime(match, Number(match[6] ?? 0));
}

function dateAndTime(
  [, year, month, day, hour = '0', minute = '0']: RegExpExecArray,
  second: number,
): DateAndTime {
  return {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second,
  };
}

function sumOfDigits(digits: string): number {
  let sum = 0;
  let unit = 0.1;
  for (const digit of digits) {
    sum += Number(digit) * unit;
    unit /= 10;
  }
  return sum;
}
