import { jobId, type ObjectNotice } from '@footman/queue';
import fc from 'fast-check';
import { STATES, type Ledger, type ObjectState, type Stage } from '../src/index.js';
import { ledgerServer, type LedgerServer } from './support/ledger-server.js';
import { EVENING, stage } from './support/stages.js';

describe('the ledger', () => {
  let server: LedgerServer;
  let ledger: Ledger;

  beforeAll(async () => {
    server = await ledgerServer();
  });
  afterAll(async () => {
    await server.close();
  });
  beforeEach(async () => {
    ({ ledger } = await server.ledger());
  });

  const only = async (...stages: Parameters<Ledger['record']>[0]) => {
    await ledger.record(stages);
    const { items } = await ledger.objects();
    expect(items).toHaveLength(1);
    return items[0]!;
  };

  it('keeps what is told of an object', async () => {
    const times = { event: EVENING - 500, received: EVENING - 20 };
    const object = await only(
      stage({ times, size: 12_000_000_000, versionId: 'v1', worker: 'host:1' }),
      stage({
        state: 'ingested',
        at: EVENING + 800,
        times: { read: EVENING + 300, visit: EVENING + 790 },
        instrument: 'LSSTCam',
        night: 20251115,
        exposure: 'MC_O_20251115_000001',
        attempt: 2,
        worker: 'host:2',
      }),
    );
    expect(object).toMatchObject({
      bucket: 'rubin-summit',
      etag: 'e1',
      versionId: 'v1',
      size: 12_000_000_000,
      instrument: 'LSSTCam',
      night: 20251115,
      exposure: 'MC_O_20251115_000001',
      state: 'ingested',
      at: EVENING + 800,
      attempt: 2,
      worker: 'host:2',
      times: {
        ...times,
        queued: EVENING,
        read: EVENING + 300,
        visit: EVENING + 790,
        ingested: EVENING + 800,
      },
    });
  });

  it.each<[string, ObjectState, (Pick<Stage, 'state' | 'at'> & Partial<Stage>)[]]>([
    ['is where the newest stage says', 'dead', [told('dead', 3), told('queued', 0), told('reading', 2)]],
    [
      'is where the later of two stages of the same moment says',
      'reading',
      [told('reading', 1), told('queued', 1)],
    ],
    [
      'stays in the Butler whatever comes later',
      'ingested',
      [told('ingested', 1), told('dead', 2), told('missing', 3)],
    ],
    [
      'is registered once it was',
      'registered',
      [told('registered', 2), told('ingested', 1), told('duplicate', 3)],
    ],
    ['is in the Butler when it was there already', 'ingested', [told('queued', 1), told('duplicate', 2)]],
    [
      'stays there when a second notice comes',
      'ingested',
      [told('duplicate', 2), told('queued', 3), told('reading', 4)],
    ],
    [
      'is corrected when its neighbour of the same key is in the Butler',
      'corrected',
      [told('duplicate', 2), told('ingested', 1, { etag: 'e0' })],
    ],
    ['is corrected when ingest says so', 'corrected', [told('reading', 1), told('corrected', 2)]],
    [
      'is ingested when a person made room for it',
      'ingested',
      [told('ingested', 1, { etag: 'e0' }), told('duplicate', 2), told('ingested', 5)],
    ],
    ['is ignored when a person forgot it', 'ignored', [told('dead', 2), told('ignored', 3)]],
    [
      'is ignored when a person forgot that it was corrected',
      'ignored',
      [told('ingested', 1, { etag: 'e0' }), told('duplicate', 2), told('ignored', 3)],
    ],
    [
      'lives again when it is noticed after it was forgotten',
      'queued',
      [told('ignored', 3), told('queued', 4)],
    ],
  ])('%s', async (_title, state, stages) => {
    await ledger.record(stages.map((overrides) => stage(overrides)));
    const found = await ledger.find(stage().bucket, [stage().key]);
    expect(found.find(({ etag }) => etag === stage().etag)?.state).toBe(state);
  });

  it('says since when an object is in its state', async () => {
    const since = async (...stages: Stage[]) => (await only(...stages)).at - EVENING;
    expect(await since(stage(told('queued', 1)), stage(told('dead', 2)))).toBe(2);
    expect(await since(stage(told('duplicate', 5)))).toBe(5);
    expect(await since(stage(told('ingested', 4)), stage(told('ingested', 6)))).toBe(4);
  });

  it('keeps the unusual steps of an object, each once', async () => {
    const steps = [
      stage(told('queued', 0)),
      stage(told('reading', 1)),
      stage(
        told('retrying', 2, { attempt: 1, reason: 'fits.no_end', message: 'no END card', worker: 'host:1' }),
      ),
      stage(told('dead', 3, { attempt: 2, reason: 'fits.no_end', message: 'no END card', worker: 'host:2' })),
      stage(told('queued', 4, { reason: 'replayed', worker: 'ann' })),
      stage(told('ingested', 5)),
      stage(told('duplicate', 6)),
    ];
    const { id } = await only(...steps);
    await ledger.record([...steps].reverse());
    expect(await ledger.history(id)).toEqual([
      {
        at: EVENING + 2,
        state: 'retrying',
        attempt: 1,
        reason: 'fits.no_end',
        message: 'no END card',
        worker: 'host:1',
      },
      {
        at: EVENING + 3,
        state: 'dead',
        attempt: 2,
        reason: 'fits.no_end',
        message: 'no END card',
        worker: 'host:2',
      },
      { at: EVENING + 4, state: 'queued', attempt: null, reason: 'replayed', message: null, worker: 'ann' },
      { at: EVENING + 6, state: 'duplicate', attempt: null, reason: null, message: null, worker: null },
    ]);
  });

  it('calls objects as the queue calls their jobs', async () => {
    const { id } = await only(stage());
    const { bucket, key, etag } = stage();
    expect(id).toBe(jobId({ bucket, key, etag } as ObjectNotice));
  });

  it('leaves out what no database could hold, and says why', async () => {
    const unusable: [Partial<Stage>, string][] = [
      [{ state: 'lost' as ObjectState }, 'has an unknown state'],
      [{ at: Number.NaN }, 'has no time'],
      [{ at: 1e18 }, 'has no time'],
      [{ key: '' }, 'lacks bucket, key or etag'],
      [{ etag: undefined as unknown as string }, 'lacks bucket, key or etag'],
      [{ key: 'k'.repeat(1025) }, 'has too long a key'],
    ];
    const reasons: string[] = [];
    await ledger.record(
      [stage(), ...unusable.map(([overrides]) => stage(overrides)), null as unknown as Stage],
      (_stage, why) => reasons.push(why),
    );
    expect(reasons).toEqual([...unusable.map(([, why]) => why), 'is no object']);
    expect((await ledger.objects()).items).toHaveLength(1);
  });

  it('takes whatever JSON can hold, and never fails for it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record(anything(), { requiredKeys: [] }), { maxLength: 20 }),
        async (stages) => {
          const left: unknown[] = [];
          const sent = JSON.parse(JSON.stringify(stages)) as Stage[];
          await ledger.record([...sent, stage()], (bad) => left.push(bad));
          expect(left.length).toBeLessThanOrEqual(stages.length);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('shortens what is too long to be read', async () => {
    const object = await only(
      stage(told('dead', 1, { reason: 'r'.repeat(1000), message: 'm'.repeat(10_000) })),
    );
    expect(object.reason).toHaveLength(255);
    expect(object.message).toHaveLength(2000);
  });
});

function told(state: ObjectState, ms: number, more: Partial<Stage> = {}) {
  return { state, at: EVENING + ms, ...more };
}

/** Stages as a hostile or a newer process might send them: some right, some wrong. */
function anything() {
  const wild = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.integer(),
    fc.double(),
    fc.constant(null),
    fc.jsonValue(),
  );
  const or = <T>(arbitrary: fc.Arbitrary<T>) =>
    fc.oneof({ weight: 4, arbitrary }, { weight: 1, arbitrary: wild });
  return {
    bucket: or(fc.string()),
    key: or(fc.string()),
    etag: or(fc.string()),
    state: or(fc.constantFrom(...STATES)),
    at: or(fc.integer({ min: 0 })),
    times: or(fc.dictionary(fc.constantFrom('event', 'received', 'ingested', 'other'), wild)),
    size: wild,
    versionId: wild,
    instrument: wild,
    night: wild,
    exposure: wild,
    attempt: wild,
    worker: wild,
    reason: wild,
    message: wild,
  };
}
