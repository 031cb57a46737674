/** How a column's values go to the databases. `timespan` is one column on PostgreSQL and two on SQLite. */
export type ColumnType = 'text' | 'integer' | 'float' | 'boolean' | 'uuid' | 'timespan';

/** A row by column name. */
export type Row = Readonly<Record<string, unknown>>;

/** As much of a table as writing it takes. */
export interface Table {
  readonly name: string;
  /** The primary key. */
  readonly key: readonly string[];
  readonly columns: readonly (readonly [name: string, type: ColumnType])[];
}

/** Describes a table by its columns and the first few of them that are its key. */
export function defineTable(
  name: string,
  key: readonly string[],
  columns: Readonly<Record<string, ColumnType>>,
): Table {
  return { name, key, columns: Object.entries(columns) };
}

/** Rows in the order of their key, so that all writers take their locks in the same order. */
export function inKeyOrder(table: Table, rows: readonly Row[]): readonly Row[] {
  const compare = (a: unknown, b: unknown): number =>
    typeof a === 'string' ? (a < (b as string) ? -1 : a > (b as string) ? 1 : 0) : Number(a) - Number(b);
  return [...rows].sort((a, b) => {
    for (const column of table.key) {
      const order = compare(a[column], b[column]);
      if (order !== 0) return order;
    }
    return 0;
  });
}

/** A row's key as text, to find it again. */
export function keyOf(table: Table, row: Row): string {
  return table.key.map((column) => String(row[column])).join('\u0000');
}
