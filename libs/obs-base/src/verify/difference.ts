/** What a file's header makes otherwise than the registry has it. */
export interface Difference {
  /** A registry table, or `file` for what happens to a file as a whole. */
  readonly table: string;
  /** The row, by its key. */
  readonly key: Readonly<Record<string, string | number>>;
  /** A column; `row` where the row itself is what one side lacks. */
  readonly field: string;
  readonly stored: unknown;
  readonly computed: unknown;
}

/** A row that only one side has. */
export function oneSided(table: string, key: Difference['key'], missing: 'stored' | 'computed'): Difference {
  const [stored, computed] = missing === 'stored' ? ['absent', 'present'] : ['present', 'absent'];
  return { table, key, field: 'row', stored, computed };
}
