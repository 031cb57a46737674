import type { Timespan } from '@footman/butler-client';
import { type Difference } from './difference.js';

/**
 * Degrees. Where horizontal coordinates aren't in a header they are computed from RA and Dec, with Earth orientation data of which newer
 * ones make small changes; an arcsecond is no drift.
 */
const HORIZONTAL_TOLERANCE = 1 / 3600;
const HORIZONTAL = new Set(['azimuth', 'zenith_angle']);

/** Compares a record field by field; regions have a comparison of their own. */
export function compareRecords(
  table: string,
  key: Difference['key'],
  stored: object,
  computed: object,
): readonly Difference[] {
  const theirs = stored as Record<string, unknown>;
  return Object.entries(computed).flatMap(([field, b]) => {
    const a = theirs[field];
    return field === 'region' || same(field, a, b) ? [] : [{ table, key, field, stored: a, computed: b }];
  });
}

function same(field: string, a: unknown, b: unknown): boolean {
  if (isSpan(a) && isSpan(b)) return a.begin === b.begin && a.end === b.end;
  if (HORIZONTAL.has(field) && typeof a === 'number' && typeof b === 'number') {
    const apart = Math.abs(a - b) % 360;
    return Math.min(apart, 360 - apart) <= HORIZONTAL_TOLERANCE;
  }
  return a === b;
}

function isSpan(value: unknown): value is Timespan {
  return typeof value === 'object' && value !== null && 'begin' in value;
}
