import { dayObsOf } from '@footman/obs-lsst';

/** The observing day before this one. */
export function lastNight(): number {
  return dayObsOf(Date.now() - 24 * 3_600_000);
}
