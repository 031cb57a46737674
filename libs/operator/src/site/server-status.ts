/** A server of ours as the operator's machine sees it. */
export interface ServerStatus {
  readonly state: 'answers' | 'away' | 'not configured';
  /** Where it is, without secrets. */
  readonly place: string | null;
  /** Why it can't be used. */
  readonly problem: string | null;
}
