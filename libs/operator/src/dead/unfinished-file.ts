import type { ObjectNotice } from '@footman/queue';

/** What keeps a file from the Butler until a person does something. */
export const UNFINISHED = ['dead', 'corrected', 'overdue'] as const;

/** One of {@link UNFINISHED}: given up; replaced after it was ingested; a guider that has waited for its exposure for too long. */
export type Unfinished = (typeof UNFINISHED)[number];

/** A file that isn't in the Butler, or not as it is in the bucket, and won't be by itself. */
export interface UnfinishedFile {
  readonly state: Unfinished;
  readonly notice: ObjectNotice;
  /** Since when, in milliseconds since the epoch. */
  readonly since: number;
  /** Stable; null where nobody said. */
  readonly reason: string | null;
  /** For people. */
  readonly message: string | null;
  readonly attempt: number | null;
  readonly worker: string | null;
  readonly instrument: string | null;
  /** YYYYMMDD. */
  readonly night: number | null;
  /** The obs_id. */
  readonly exposure: string | null;
}

/** Which of them. */
export interface UnfinishedFilter {
  readonly states: readonly Unfinished[];
  /** All when empty. */
  readonly buckets: readonly string[];
  readonly night?: number;
  readonly exposure?: string;
  readonly reason?: string;
  /** What the key begins with. */
  readonly key?: string;
}
