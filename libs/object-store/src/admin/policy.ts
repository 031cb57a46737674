/** A rule of a bucket policy, in the words of S3. */
export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: unknown;
  readonly Action?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  /** Conditions and whatever else a statement may have. */
  readonly [other: string]: unknown;
}

/** A bucket's policy: it has one, which holds all that others than its owner may do. */
export interface Policy {
  readonly Version: string;
  readonly Statement: readonly PolicyStatement[];
  readonly [other: string]: unknown;
}
