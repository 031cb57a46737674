/** Live work comes from notices, backfill from reconciliation and replays; each bucket has a queue for either. */
export const LANES = ['live', 'backfill'] as const;

/** One of {@link LANES}. */
export type Lane = (typeof LANES)[number];
