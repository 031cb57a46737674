import { EARTH_ORIENTATION, FIRST_MJD, STEP_DAYS } from './earth-orientation.generated.js';

/** How the Earth is turned in space beyond what theory tells. */
export interface EarthOrientation {
  /** UT1-TAI in seconds. */
  readonly ut1MinusTai: number;
  /** Position of the pole, arcseconds. */
  readonly poleX: number;
  readonly poleY: number;
}

const rows = EARTH_ORIENTATION.trim()
  .split('\n')
  .map((line) => line.split(' ').map((value) => Number(value) / 1000));

/**
 * The Earth's orientation as measured, interpolated between every tenth day, which costs UT1 no more than 2 ms. Outside of
 * the table its ends hold.
 */
export function earthOrientation(mjd: number): EarthOrientation {
  const place = Math.min(Math.max((mjd - FIRST_MJD) / STEP_DAYS, 0), rows.length - 1);
  const row = Math.min(Math.floor(place), rows.length - 2);
  const value = (column: number) => {
    const [before, after] = [rows[row]?.[column] ?? 0, rows[row + 1]?.[column] ?? 0];
    return before + (place - row) * (after - before);
  };
  return { ut1MinusTai: value(0), poleX: value(1), poleY: value(2) };
}
