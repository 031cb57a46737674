const HOUR_MS = 3_600_000;
/** The observing day begins at noon UTC. */
const DAY_BEGINS_MS = 12 * HOUR_MS;
/** What was taken before the change of the day may arrive this long after it. */
const CHANGE_MS = 2 * HOUR_MS;

/** The observing day of a time, YYYYMMDD: the date in a zone twelve hours behind UTC. Source: obs_lsst, whose observing_day_offset is twelve hours. */
export function dayObsOf(at: number): number {
  return Number(new Date(at - DAY_BEGINS_MS).toISOString().slice(0, 10).replaceAll('-', ''));
}

/** The night that objects come in now; around the change of the day also the one before, first. */
export function tonight(at: number): readonly number[] {
  return [...new Set([dayObsOf(at - CHANGE_MS), dayObsOf(at)])];
}

/** The last so many nights before those that objects come in now, the oldest first. */
export function lastNights(at: number, count: number): readonly number[] {
  const nights = Array.from({ length: count }, (_, i) => dayObsOf(at - (count - i) * 24 * HOUR_MS));
  return nights.filter((night) => !tonight(at).includes(night));
}
