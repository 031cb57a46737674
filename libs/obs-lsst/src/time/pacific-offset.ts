import type { TaiTime } from '../observation-info.js';
import { dayAndFraction } from './calendar.js';
import { utcDay } from './leap-seconds.js';

const UNIX_EPOCH_MJD = 40587;
const SECONDS_PER_DAY = 86400;

let clock: Intl.DateTimeFormat | undefined;

/** Seconds by which the clocks of California differ from UTC at a moment: -28800, in summer -25200. */
export function pacificOffset(time: TaiTime): number {
  const [mjd, fraction] = dayAndFraction(time.jd1, time.jd2);
  const seconds = Math.floor((mjd - UNIX_EPOCH_MJD + fraction) * SECONDS_PER_DAY - utcDay(mjd).offset);
  // Making the formatter takes longer than a thousand uses of it.
  clock ??= new Intl.DateTimeFormat('en-US', { timeZone: 'America/Los_Angeles', timeZoneName: 'longOffset' });
  const name = clock.formatToParts(seconds * 1000).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign, hours, minutes, rest] = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(name) ?? [];
  // Before 1883 each town had a time of its own; the reference's time zones know it to the minute.
  const minutesEast = Number(hours ?? 0) * 60 + Number(minutes ?? 0) + Math.round(Number(rest ?? 0) / 60);
  return (sign === '-' ? -1 : 1) * minutesEast * 60;
}
