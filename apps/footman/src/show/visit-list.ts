import type { VisitRecord } from '@footman/butler-client';
import { table } from '../table.js';
import { isoTime } from './iso-time.js';

/** Visits for a terminal. */
export function formatVisits(visits: readonly VisitRecord[]): string {
  return table(
    ['visit', 'name', 'instrument', 'night', 'filter', 'seconds', 'target', 'begin (TAI)'],
    visits.map((visit) => [
      visit.id,
      visit.name,
      visit.instrument,
      visit.day_obs,
      visit.physical_filter,
      visit.exposure_time,
      visit.target_name ?? '',
      isoTime(visit.timespan.begin),
    ]),
  );
}
