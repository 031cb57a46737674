import { Sql, SqlValue } from '../database/database.js';

/** A value that a column must have, or a list of which it must have one. Undefined is no condition. */
export type Condition =
  | string
  | number
  | undefined
  | { readonly type: 'text' | 'bigint' | 'uuid'; readonly values: readonly (string | number)[] };

/** A WHERE clause of all conditions, with its parameters; no clause where there are none. */
export function where(
  sql: Sql,
  conditions: Readonly<Record<string, Condition>>,
): { readonly clause: string; readonly parameters: readonly SqlValue[] } {
  const parts: string[] = [];
  const parameters: SqlValue[] = [];
  for (const [column, condition] of Object.entries(conditions)) {
    if (condition === undefined) continue;
    const n = parameters.length + 1;
    if (typeof condition === 'object') {
      parts.push(sql.among(column, n, condition.type));
      parameters.push(condition.values);
    } else {
      parts.push(`${column} = $${n}`);
      parameters.push(condition);
    }
  }
  return { clause: parts.length > 0 ? `WHERE ${parts.join(' AND ')}` : '', parameters };
}
