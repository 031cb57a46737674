/** Something that the doctor found. */
export interface Finding {
  /** `bad`: notices are lost, or about to be. `warn`: they may be, or somebody may do harm. `note`: good to know. */
  readonly severity: 'bad' | 'warn' | 'note';
  readonly code:
    | 'drift'
    | 'canary-missed'
    | 'not-proven'
    | 'unreachable'
    | 'removals-persistent'
    | 'expires-soon'
    | 'secret-readable'
    | 'told-twice'
    | 'unused-topic';
  readonly text: string;
  /** What to do about it. */
  readonly cure: string;
}
