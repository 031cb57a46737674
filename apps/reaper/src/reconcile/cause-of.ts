import type { ObjectState } from '@footman/ledger';
import type { JobState } from '@footman/queue';
import type { Cause } from './cause.js';

/** What is known of an object that the Butler lacks. */
export interface Circumstances {
  /** Where its job is: null where it has none, undefined where the queue wasn't asked. */
  readonly job: JobState | null | undefined;
  /** Whether its job waits for an exposure. */
  readonly parked: boolean;
  /** When its job was given up, in milliseconds since the epoch; undefined where it wasn't. */
  readonly failedAt: number | undefined;
  /** What the ledger has of this content; undefined where it has nothing or wasn't asked. */
  readonly remembered: ObjectState | undefined;
  /** When it was last written, in milliseconds since the epoch. */
  readonly lastModified: number;
}

/** Why the Butler lacks an object. The queue knows of jobs, so the ledger is asked only where there is none. */
export function causeOf({ job, parked, failedAt, remembered, lastModified }: Circumstances): Cause {
  if (job === 'failed') return lastModified > (failedAt ?? Infinity) ? 'put-again' : 'dead';
  if (job === 'completed') return 'removed';
  if (job) return parked ? 'parked' : 'in-progress';
  if (remembered === undefined) return 'never-noticed';
  const settled = SETTLED[remembered];
  if (settled) return settled;
  if (job === null) return 'queue-lost';
  return remembered === 'parked' ? 'parked' : 'in-progress';
}

/** What has nothing to do with the queue any more. */
const SETTLED: Partial<Record<ObjectState, Cause>> = {
  ingested: 'removed',
  registered: 'removed',
  duplicate: 'removed',
  corrected: 'removed',
  ignored: 'ignored',
  dead: 'dead',
};
