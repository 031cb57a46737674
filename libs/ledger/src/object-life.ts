/**
 * The life of an object from its PUT to the Butler: the states, who comes after whom, and what always holds.
 *
 * Processes tell of it in stages (`stage.ts`) that arrive late, twice and shuffled. The ledger puts them in order by their times (`write/fold.ts`),
 * and the database derives the state (`prisma/migrations`).
 */

/** Where an object is on its way, in the order in which it comes there: of two stages of the same millisecond the later one counts. */
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

/** A step that an object may take. */
export interface Transition {
  /** Null where its life begins, as far as we know. */
  readonly from: ObjectState | null;
  readonly to: ObjectState;
  /** Who takes the step, and when. */
  readonly when: string;
}

/** All steps that an object may take. */
export const TRANSITIONS: readonly Transition[] = [
  { from: null, to: 'noticed', when: 'intake: a notice came that it has yet to put in the queue' },
  { from: null, to: 'queued', when: 'intake: the queue has the job durably' },
  { from: null, to: 'ignored', when: 'intake: a notice of what belongs in no Butler' },
  { from: null, to: 'missing', when: 'reaper: it is in the bucket, and no notice ever came' },
  { from: null, to: 'ingested', when: 'reaper: it is in the Butler, and the ledger was not told' },
  { from: 'noticed', to: 'queued', when: 'intake: the queue has the job durably' },
  { from: 'noticed', to: 'ignored', when: 'intake: it belongs in no Butler' },
  { from: 'missing', to: 'queued', when: 'reaper: the queue has the job durably' },
  { from: 'queued', to: 'reading', when: 'ingest: a worker took the job' },
  {
    from: 'queued',
    to: 'queued',
    when: 'intake: a second notice, which changes nothing while the job lives',
  },
  { from: 'queued', to: 'missing', when: 'reaper: the queue lost the job' },
  { from: 'reading', to: 'ingested', when: 'ingest: the Butler has it' },
  { from: 'reading', to: 'duplicate', when: 'ingest: the Butler had it already' },
  { from: 'reading', to: 'parked', when: 'ingest: a guider, and its exposure is unknown yet' },
  { from: 'reading', to: 'retrying', when: "ingest: a fault of the file's own, and attempts are left" },
  { from: 'reading', to: 'dead', when: "ingest: a fault of the file's own that no attempt mends" },
  {
    from: 'reading',
    to: 'queued',
    when: 'intake: a second notice, which changes nothing while the job lives',
  },
  {
    from: 'reading',
    to: 'reading',
    when: 'ingest: its worker died or the infrastructure was away, and another took the job',
  },
  { from: 'reading', to: 'missing', when: 'reaper: the queue lost the job' },
  { from: 'parked', to: 'reading', when: 'ingest: its exposure was written, or its wait is over' },
  { from: 'parked', to: 'queued', when: 'intake: a second notice; a person: replay' },
  { from: 'parked', to: 'missing', when: 'reaper: the queue lost the job' },
  { from: 'parked', to: 'ignored', when: 'a person: forget' },
  { from: 'retrying', to: 'reading', when: 'ingest: the next attempt' },
  {
    from: 'retrying',
    to: 'queued',
    when: 'intake: a second notice, which changes nothing while the job lives',
  },
  { from: 'retrying', to: 'missing', when: 'reaper: the queue lost the job' },
  { from: 'dead', to: 'queued', when: 'intake: a second notice; a person: replay' },
  { from: 'dead', to: 'ignored', when: 'a person: forget' },
  { from: 'ignored', to: 'queued', when: 'intake: a second notice of what was forgotten; a person: replay' },
  {
    from: 'duplicate',
    to: 'ingested',
    when: 'ledger: it knows of no other content of the key that was ingested',
  },
  { from: 'duplicate', to: 'corrected', when: 'ledger: another content of the key was ingested' },
  { from: 'corrected', to: 'ignored', when: 'a person: forget' },
  { from: 'corrected', to: 'ingested', when: 'ingest: a person made room in the Butler and replayed it' },
  { from: 'ingested', to: 'registered', when: 'Rucio knows of it' },
];

/** Something that always holds, and the test that shows it. */
export interface Invariant {
  /** Stable: others refer to it. */
  readonly number: number;
  readonly text: string;
  readonly tests: readonly { readonly file: string; readonly title: string }[];
}
