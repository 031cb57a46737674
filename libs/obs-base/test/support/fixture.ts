import type { Header } from '@footman/fits';
import { readFileSync } from 'node:fs';

/** A span as the registry holds it, `[begin, end)` in nanoseconds. */
type Span = readonly [begin: string, end: string];
type Row = Readonly<Record<string, unknown>>;
type RegionRow = { readonly detector: number; readonly region: readonly (readonly number[])[] };

/** A real header, and the rows that the reference makes of it. */
export interface Fixture {
  readonly header: Header;
  readonly day_obs: Row & { readonly timespan: Span };
  readonly group: Row;
  readonly exposure: Row & { readonly timespan: Span };
}

/** With the rows of a visit; regions of some detectors, pixels of all. */
export interface VisitFixture extends Fixture {
  readonly visit: Row & { readonly timespan: Span; readonly region: RegionRow['region'] };
  readonly visit_definition: Row;
  readonly visit_system: Row;
  readonly visit_system_membership: Row;
  readonly visit_detector_region: readonly RegionRow[];
  readonly visit_skypix_overlap: readonly number[];
  readonly visit_detector_region_skypix_overlap: readonly (readonly [
    detector: number,
    htm7: readonly number[],
  ])[];
}

/** MC_O_20250609_000123, a science exposure. */
export const ON_SKY = read<VisitFixture>('on-sky');

/** MC_O_20190319_000124, which took no time and saw no sky. */
export const BIAS = read<Fixture>('bias');

/** A row with its timespan as records have it. */
export function record<T extends { readonly timespan: Span }>({ timespan: [begin, end], ...row }: T) {
  return { ...row, timespan: { begin: BigInt(begin), end: BigInt(end) } };
}

function read<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8')) as T;
}
