import { CAUSES, type Cause, LOSSES } from './cause.js';

/** What a comparison of a night's objects with the Butler came to. */
export interface NightReport {
  /** `[profile@]bucket` */
  readonly bucket: string;
  /** YYYYMMDD */
  readonly night: number;
  /** When it began, in milliseconds since the epoch. */
  readonly at: number;
  readonly durationMs: number;
  /** Datasets in the bucket, but for the fresh ones. */
  readonly listed: number;
  /** Written a moment ago: their notices may be under way, and they count for nothing yet. */
  readonly fresh: number;
  /** When the newest of all of them was written, by the store's clock in milliseconds since the epoch; null if there is none. */
  readonly newestAt: number | null;
  readonly inButler: number;
  readonly missing: Readonly<Record<Cause, number>>;
  /** Of the missing ones, those that were queued again. */
  readonly queued: number;
  /** What is missing and won't come by itself, in parts per million of what is listed. */
  readonly ppm: number;
}

/** Parts per million; of nothing there is nothing to lose. */
export function partsPerMillion(count: number, of: number): number {
  return of === 0 ? 0 : (count / of) * 1e6;
}

/** What of the missing counts as lost. */
export function lost(missing: Readonly<Record<Cause, number>>): number {
  return LOSSES.reduce((sum, cause) => sum + missing[cause], 0);
}

/** Whether all that a night has is in the Butler. */
export function isComplete({ missing }: NightReport): boolean {
  return CAUSES.every((cause) => cause === 'ignored' || missing[cause] === 0);
}

/** As many of each cause as there are of none. */
export function noCauses(): Record<Cause, number> {
  return Object.fromEntries(CAUSES.map((cause) => [cause, 0])) as Record<Cause, number>;
}
