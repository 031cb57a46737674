/** A table in words and numbers, for a terminal or a page. */
export interface TextTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}
