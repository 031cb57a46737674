/**
 * Why an object of a bucket isn't in the Butler:
 *
 * - `never-noticed`: no notice of it came. Without a ledger also what the queue has lost.
 * - `queue-lost`: it was queued once, and the queue knows nothing of it any more.
 * - `put-again`: its job failed, and it was written once more after that.
 * - `removed`: it was in the Butler, and isn't any more.
 * - `dead`: it was given up for a reason of its own.
 * - `parked`: a guider that waits for its exposure.
 * - `in-progress`: its job is waiting, running, or will be tried again.
 * - `ignored`: the intake takes it for no dataset.
 */
export const CAUSES = [
  'never-noticed',
  'queue-lost',
  'put-again',
  'removed',
  'dead',
  'parked',
  'in-progress',
  'ignored',
] as const;

/** One of {@link CAUSES}. */
export type Cause = (typeof CAUSES)[number];

/** What has been lost if nobody does anything: the causes that count against the requirement. */
export const LOSSES: readonly Cause[] = ['never-noticed', 'queue-lost', 'put-again', 'removed', 'dead'];

/** What the reaper queues by itself: nobody has decided against these. */
export const RECOVERED: readonly Cause[] = ['never-noticed', 'queue-lost', 'put-again'];

/** What a person may have queued again, besides. */
export const REPAIRED: readonly Cause[] = [...RECOVERED, 'removed', 'dead'];

/** The most that may be lost of the raw data, in parts per million. Source: LSE-61, DMS-REQ-0309 (dataLossMax 1e-5). */
export const ALLOWED_PPM = 10;
