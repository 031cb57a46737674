import { calendarDay } from './calendar.js';

/** First month of validity and TAI-UTC in seconds. Source: IERS Bulletin C; before 1972 tai-utc.dat of the USNO. */
const TAI_MINUS_UTC: readonly (readonly [year: number, month: number, seconds: number])[] = [
  [1960, 1, 1.417818], [1961, 1, 1.422818], [1961, 8, 1.372818], [1962, 1, 1.845858], [1963, 11, 1.945858],
  [1964, 1, 3.24013], [1964, 4, 3.34013], [1964, 9, 3.44013], [1965, 1, 3.54013], [1965, 3, 3.64013],
  [1965, 7, 3.74013], [1965, 9, 3.84013], [1966, 1, 4.31317], [1968, 2, 4.21317],
  [1972, 1, 10], [1972, 7, 11], [1973, 1, 12], [1974, 1, 13], [1975, 1, 14], [1976, 1, 15], [1977, 1, 16],
  [1978, 1, 17], [1979, 1, 18], [1980, 1, 19], [1981, 7, 20], [1982, 7, 21], [1983, 7, 22], [1985, 7, 23],
  [1988, 1, 24], [1990, 1, 25], [1991, 1, 26], [1992, 7, 27], [1993, 7, 28], [1994, 7, 29], [1996, 1, 30],
  [1997, 7, 31], [1999, 1, 32], [2006, 1, 33], [2009, 1, 34], [2012, 7, 35], [2015, 7, 36], [2017, 1, 37],
]; // prettier-ignore

/** Before 1972 UTC ran at another rate: MJD of reference and seconds per day, for the table's first rows. */
const DRIFT: readonly (readonly [mjd: number, rate: number])[] = [
  ...Array(3).fill([37300, 0.001296]),
  ...Array(2).fill([37665, 0.0011232]),
  ...Array(7).fill([38761, 0.001296]),
  ...Array(2).fill([39126, 0.002592]),
];

/** How long a UTC day is, and how far TAI is ahead of it. */
export interface UtcDay {
  /** TAI-UTC in seconds when the day begins. */
  readonly offset: number;
  /** Seconds by which UTC falls behind TAI during the day at its own rate; 0 since 1972. */
  readonly drift: number;
  /** Seconds that the day is longer than 86400, 1 at a leap second. */
  readonly leap: number;
}

/** TAI-UTC in seconds at a moment, as ERFA's `dat` has it: 0 before 1960. */
function taiMinusUtc(mjd: number, fraction: number): number {
  const { year, month } = calendarDay(mjd);
  const row = TAI_MINUS_UTC.findLastIndex(([y, m]) => y < year || (y === year && m <= month));
  const seconds = TAI_MINUS_UTC[row]?.[2] ?? 0;
  const [reference, rate] = DRIFT[row] ?? [0, 0];
  return rate === 0 ? seconds : seconds + (mjd + fraction - reference) * rate;
}

/** Tells a UTC day's length and offset from TAI. */
export function utcDay(mjd: number): UtcDay {
  const offset = taiMinusUtc(mjd, 0);
  const drift = 2 * (taiMinusUtc(mjd, 0.5) - offset);
  return { offset, drift, leap: taiMinusUtc(mjd + 1, 0) - (offset + drift) };
}
