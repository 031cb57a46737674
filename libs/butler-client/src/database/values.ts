import { Timespan } from '../records.js';
import { ResultRow } from './database.js';

/** A column that is never null and below 2^53. */
export const integer = (value: unknown): number => Number(value);
export const integerOrNull = (value: unknown): number | null => (value === null ? null : Number(value));
export const text = (value: unknown): string => value as string;
export const textOrNull = (value: unknown): string | null => value as string | null;
/** A double; SQLite may give one as an integer. */
export const float = (value: unknown): number => Number(value);
export const floatOrNull = (value: unknown): number | null => (value === null ? null : Number(value));
/** A boolean; SQLite has 0 and 1. */
export const boolean = (value: unknown): boolean => value === true || value === 1n || value === 1;
export const booleanOrNull = (value: unknown): boolean | null => (value === null ? null : boolean(value));
/** A UUID in its usual spelling; SQLite has 32 hex digits. */
export const uuid = (value: unknown): string =>
  (value as string).replaceAll('-', '').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

/** The columns that `Sql.timespan` selects; nanoseconds exceed 2^53. */
export function timespanOrNull(row: ResultRow): Timespan | null {
  const { timespan_begin: begin, timespan_end: end } = row;
  if (begin === null || end === null) return null;
  return { begin: BigInt(begin as string | bigint), end: BigInt(end as string | bigint) };
}
