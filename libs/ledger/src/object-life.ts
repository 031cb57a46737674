/** Where an object is on its way. */
export const STATES = [
  'noticed',
  'queued',
  'reading',
  'parked',
  'retrying',
  'ingested',
  'registered',
  'duplicate',
  'corrected',
  'ignored',
  'missing',
  'dead',
] as const;

/** One of {@link STATES}. */
export type ObjectState = (typeof STATES)[number];
