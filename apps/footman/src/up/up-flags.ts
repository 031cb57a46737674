/** What `footman up` is told. */
export interface UpFlags {
  readonly envFile?: string;
  readonly only?: readonly string[];
  readonly without?: readonly string[];
  /** Where the servers of its own keep their data, or true for the usual place. */
  readonly embedded?: string | true;
  readonly json?: boolean;
}

/** Where servers of its own keep their data. */
export const USUAL_DIRECTORY = '.footman/up';
