import type { TaiTime } from '../observation-info.js';
import { calendarDay, dayAndFraction } from './calendar.js';

const MS_PER_DAY = 86_400_000;

/** Writes a time as `YYYY-MM-DDTHH:MM:SS.sss`, rounded to milliseconds as astropy's 'isot' is by default. */
export function formatIsot({ jd1, jd2 }: TaiTime): string {
  const [mjd, fraction] = dayAndFraction(jd1, jd2);
  const milliseconds = Math.floor(1000 * (86400 * fraction) + 0.5);
  const { year, month, day } = calendarDay(mjd + Math.floor(milliseconds / MS_PER_DAY));
  const ofDay = milliseconds % MS_PER_DAY;
  const seconds = Math.floor(ofDay / 1000);
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map((n) =>
    padded(n, 2),
  );
  return `${year}-${padded(month, 2)}-${padded(day, 2)}T${clock.join(':')}.${padded(ofDay % 1000, 3)}`;
}

function padded(n: number, length: number): string {
  return String(n).padStart(length, '0');
}
