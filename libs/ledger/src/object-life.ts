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
  { from: 'reading', to: 'corrected', when: 'ingest: the Butler has the key with another size' },
  {
    from: 'reading',
    to: 'queued',
    when: 'ingest: a system is away, and the job waits again with nothing counted; intake: a second notice, which changes nothing while the job lives',
  },
  {
    from: 'reading',
    to: 'reading',
    when: 'ingest: its worker died, and another took the job',
  },
  { from: 'reading', to: 'missing', when: 'reaper: the queue lost the job' },
  { from: 'parked', to: 'parked', when: 'ingest: it looked again, and is overdue' },
  { from: 'parked', to: 'ingested', when: 'ingest: its exposure was written' },
  { from: 'parked', to: 'duplicate', when: 'ingest: the Butler had it already' },
  { from: 'parked', to: 'retrying', when: "ingest: a fault of the file's own, and attempts are left" },
  { from: 'parked', to: 'dead', when: "ingest: a fault of the file's own that no attempt mends" },
  {
    from: 'parked',
    to: 'queued',
    when: 'ingest: a system is away; intake: a second notice just while it looks again; a person: replay',
  },
  { from: 'parked', to: 'missing', when: 'reaper: the queue lost the job' },
  { from: 'parked', to: 'ignored', when: 'a person: forget' },
  { from: 'retrying', to: 'reading', when: 'ingest: the next attempt' },
  {
    from: 'retrying',
    to: 'queued',
    when: 'intake: a second notice after the wait for its next attempt, which changes nothing while the job lives',
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

/** Something that always holds, and the tests that show it. */
export interface Invariant {
  /** Stable: others refer to it. */
  readonly number: number;
  readonly text: string;
  readonly tests: readonly { readonly file: string; readonly title: string }[];
}

/** What always holds. A test looks whether the tests that are named here exist. */
export const INVARIANTS: readonly Invariant[] = [
  {
    number: 1,
    text: 'What is answered 2xx is in the queue, whole, before it is answered.',
    tests: [
      { file: 'libs/queue/test/conformance.spec.ts', title: 'has stored a notice, whole, before it says so' },
      {
        file: 'apps/intake/test/outage.spec.ts',
        title: 'refuses them again when the queue was killed, and goes on afterwards without losing any',
      },
    ],
  },
  {
    number: 2,
    text: 'An object is one job, however often it is noticed; another content is another one.',
    tests: [
      {
        file: 'libs/queue/test/conformance.spec.ts',
        title: 'makes one job of a notice that comes twice, at once or later',
      },
      {
        file: 'libs/queue/test/conformance.spec.ts',
        title: 'makes another job of other content under the same key',
      },
    ],
  },
  {
    number: 3,
    text: 'A second notice changes nothing while the job lives, retries a dead one, and makes a duplicate afterwards.',
    tests: [
      {
        file: 'apps/ingest/test/life.spec.ts',
        title: 'a second notice changes nothing while the first one’s job lives, and retries a dead one',
      },
      {
        file: 'apps/ingest/test/life.spec.ts',
        title:
          'a notice after the job is a duplicate, and so is one with a new etag; a new size is kept for a person',
      },
    ],
  },
  {
    number: 4,
    text: 'Doing it twice is doing it once: the Butler has every object exactly once.',
    tests: [
      {
        file: 'libs/butler-client/test/write-batch.spec.ts',
        title: 'changes nothing the second time, not even the date of ingest',
      },
      {
        file: 'libs/butler-client/test/race.spec.ts',
        title: 'register and write the same at once, and leave the rows of one writer alone',
      },
    ],
  },
  {
    number: 5,
    text: 'What is in the Butler is in the Butler, whatever is told of it later.',
    tests: [{ file: 'libs/ledger/test/record.spec.ts', title: 'stays in the Butler whatever comes later' }],
  },
  {
    number: 6,
    text: 'Other content under the key of what is in the Butler waits for a person, whichever was told of first.',
    tests: [
      {
        file: 'libs/ledger/test/record.spec.ts',
        title: 'is corrected when its neighbour of the same key is in the Butler',
      },
      {
        file: 'libs/ledger/test/fold.spec.ts',
        title: 'ends in the same rows however often stages come, and in whatever order',
      },
    ],
  },
  {
    number: 7,
    text: "A failure of the file's own counts; after the last attempt it is dead, with a reason, and its neighbours are not.",
    tests: [
      {
        file: 'apps/ingest/test/ingest.spec.ts',
        title: 'bad files are refused with a reason, and their neighbours ingested',
      },
      {
        file: 'apps/ingest/test/ingest.spec.ts',
        title: 'an object that is gone is looked for as often as attempts are allowed, then given up',
      },
      { file: 'apps/ingest/test/life.spec.ts', title: 'a bad header is refused at the first attempt' },
    ],
  },
  {
    number: 8,
    text: 'A failure of the infrastructure counts against no object, and all goes on by itself.',
    tests: [
      {
        file: 'libs/queue/test/failures.spec.ts',
        title: 'counts nothing against a job while the infrastructure is away',
      },
      {
        file: 'libs/queue/test/failures.spec.ts',
        title: 'pauses all workers of a process, tries with one job at a time, and goes on by itself',
      },
      {
        file: 'apps/ingest/test/outages.spec.ts',
        title: 'of the queue: readiness turns red, and what it holds goes on when it is back',
      },
    ],
  },
  {
    number: 9,
    text: 'A guider waits for its exposure without using up attempts, is woken by whoever writes that, and is shown when it waits for too long, never dropped.',
    tests: [
      {
        file: 'apps/ingest/test/ingest.spec.ts',
        title: 'a guider that comes first waits for its exposure without using up attempts',
      },
      {
        file: 'apps/ingest/test/life.spec.ts',
        title: 'a guider is shown once it is overdue, looks again seldom, and is woken all the same',
      },
      {
        file: 'apps/reaper/test/reaper.spec.ts',
        title: 'wakes guiders whose exposure the Butler has, and shows those that wait for too long',
      },
    ],
  },
  {
    number: 10,
    text: 'The jobs of a worker that died are done by others; a live worker in a long batch is never taken for dead.',
    tests: [
      {
        file: 'libs/queue/test/conformance.spec.ts',
        title: 'gives the jobs of a killed worker to another one within seconds',
      },
      {
        file: 'libs/queue/test/failures.spec.ts',
        title: 'never takes a live worker for dead, however long its batch',
      },
    ],
  },
  {
    number: 11,
    text: 'Who is told to end finishes what it can and gives back the rest.',
    tests: [
      {
        file: 'apps/ingest/test/drain.spec.ts',
        title: 'finishes what it has begun, leaves the rest to others, and ends with 0',
      },
      {
        file: 'apps/ingest/test/drain.spec.ts',
        title: 'gives back what it can’t finish, ends in time with 0, and others do it',
      },
    ],
  },
  {
    number: 12,
    text: 'What was never noticed, or lost with the whole queue, is found in the bucket and queued.',
    tests: [
      {
        file: 'apps/reaper/test/reaper.spec.ts',
        title: 'queues what was never noticed, says so to the ledger, and shows the loss',
      },
      { file: 'apps/reaper/test/reaper.spec.ts', title: 'queues everything again after Redis was wiped' },
    ],
  },
  {
    number: 13,
    text: 'Two reapers do the work of one.',
    tests: [
      {
        file: 'apps/reaper/test/reaper.spec.ts',
        title: 'of two reapers, one does the rounds, and the other when it has gone',
      },
    ],
  },
  {
    number: 14,
    text: 'Backfill never holds up tonight.',
    tests: [
      {
        file: 'libs/queue/test/lanes.spec.ts',
        title: 'lets backfill stand still while live work is older than a second, and go on afterwards',
      },
    ],
  },
  {
    number: 15,
    text: 'The ledger ends in the same rows, in whatever order stages arrive, however often, and by however many writers.',
    tests: [
      {
        file: 'libs/ledger/test/fold.spec.ts',
        title: 'ends in the same rows however often stages come, and in whatever order',
      },
      {
        file: 'libs/ledger/test/fold.spec.ts',
        title: 'ends in the same rows when writers work at the same time',
      },
      {
        file: 'libs/ledger/test/object-life.spec.ts',
        title: 'ends where its last step led, in whatever order its stages arrive',
      },
    ],
  },
  {
    number: 16,
    text: 'Ingest never waits for the ledger, which catches up.',
    tests: [
      {
        file: 'libs/ledger/test/follow.spec.ts',
        title: 'and catches up after its database was away, at the start or later',
      },
      {
        file: 'libs/queue/test/messages.spec.ts',
        title: 'drops the oldest when the server is away for too long, and counts them',
      },
    ],
  },
  {
    number: 17,
    text: 'What waits for something is never removed from the ledger, however old.',
    tests: [
      {
        file: 'libs/ledger/test/retain.spec.ts',
        title: 'removes what is settled by its age, and never what waits for something',
      },
    ],
  },
  {
    number: 18,
    text: 'What a person changes is kept with who and why.',
    tests: [
      {
        file: 'apps/footman/test/operator.spec.ts',
        title: 'after having seen what would happen, and it is remembered who did it and why',
      },
    ],
  },
];
