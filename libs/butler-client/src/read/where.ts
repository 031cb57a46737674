import { Sql, SqlValue } from '../database/database.js';
import { Timespan } from '../records.js';

/** A value that a column must have, a list of which it must have one, or bounds that it must keep. Undefined is no condition. */
export type Condition =
  | string
  | number
  | undefined
  | { readonly type: 'text' | 'bigint' | 'uuid'; readonly values: readonly (string | number)[] }
  | Range;

/** A night, or the first and the last of several. */
export type Nights = number | readonly [first: number, last: number];

/** Both bounds belong to it. */
interface Range {
  readonly first: number;
  readonly last: number;
}

/** A WHERE clause with its parameters. */
export interface Where {
  /** Empty where there are no conditions. */
  readonly clause: string;
  readonly parameters: readonly SqlValue[];
}

/** Nights as a condition. */
export function nights(days: Nights | undefined): Condition {
  return typeof days === 'object' ? { first: days[0], last: days[1] } : days;
}

/**
 * Joins conditions, all of which must hold.
 * @param conditions - by column
 * @param options - `after`: only rows whose columns come after these values, in that order; `overlaps`: only rows whose timespan,
 *   of the table with that alias, has a part of the given one
 */
export function where(
  sql: Sql,
  conditions: Readonly<Record<string, Condition>>,
  options: {
    readonly after?: Readonly<Record<string, string | number>> | undefined;
    readonly overlaps?: { readonly alias: string; readonly timespan: Timespan | undefined };
  } = {},
): Where {
  const parts: string[] = [];
  const parameters: SqlValue[] = [];
  const next = (value: SqlValue): string => `$${parameters.push(value)}`;
  for (const [column, condition] of Object.entries(conditions)) {
    if (condition === undefined) continue;
    if (typeof condition !== 'object') parts.push(`${column} = ${next(condition)}`);
    else if ('values' in condition) {
      parts.push(sql.among(column, parameters.length + 1, condition.type));
      parameters.push(condition.values);
    } else parts.push(`${column} BETWEEN ${next(condition.first)} AND ${next(condition.last)}`);
  }
  const { after, overlaps } = options;
  if (after) {
    const values = Object.values(after).map(next);
    parts.push(`(${Object.keys(after).join(', ')}) > (${values.join(', ')})`);
  }
  if (overlaps?.timespan) {
    parts.push(sql.overlaps(overlaps.alias, parameters.length + 1));
    parameters.push(overlaps.timespan.begin, overlaps.timespan.end);
  }
  return { clause: parts.length > 0 ? `WHERE ${parts.join(' AND ')}` : '', parameters };
}

/** A LIMIT clause. */
export const limited = (limit: number | undefined): string =>
  limit === undefined ? '' : ` LIMIT ${Math.max(0, Math.trunc(limit))}`;
