/** What there is to do so that a gateway is as a file says. */
export interface Change {
  /** `put-again`: nothing differs, but what was changed elsewhere isn't in force yet. */
  readonly action: 'create' | 'change' | 'put-again' | 'remove';
  readonly kind: 'statement' | 'topic' | 'notification';
  readonly name: string;
  /** Where it isn't the bucket that this is all about. */
  readonly bucket?: string;
  readonly reason?: string;
  /** How it is, in the gateway's words and without secrets. */
  readonly before: Readonly<Record<string, unknown>> | null;
  /** How it will be. */
  readonly after: Readonly<Record<string, unknown>> | null;
}
