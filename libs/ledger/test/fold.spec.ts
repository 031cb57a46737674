import fc from 'fast-check';
import pg from 'pg';
import { STATES, type Ledger, type Stage } from '../src/index.js';
import { ledgerServer, type LedgerServer } from './support/ledger-server.js';
import { EVENING } from './support/stages.js';

/** Few values of each, so that stages meet: same object, same moment, same state, different in one detail. */
const moment = fc.integer({ min: EVENING, max: EVENING + 4 });
const maybe = <T>(...values: T[]) => fc.constantFrom<T | undefined>(undefined, ...values);
const stages: fc.Arbitrary<Stage> = fc.record(
  {
    bucket: fc.constant('bucket'),
    key: fc.constantFrom('a', 'b'),
    etag: fc.constantFrom('e1', 'e2', 'e3'),
    state: fc.constantFrom(...STATES),
    at: moment,
    times: fc.record(
      { event: moment, received: moment, queued: moment, read: moment, ingested: moment, visit: moment },
      { requiredKeys: [] },
    ),
    size: maybe(1, 2),
    versionId: maybe(null, 'v1', 'v\u{1F52D}', 'v\uFFFD'),
    instrument: maybe('LSSTCam', 'LATISS'),
    night: maybe(20251115, 20251116),
    exposure: maybe('x1', 'x2'),
    attempt: maybe(1, 2),
    worker: maybe('host:1', 'host:2'),
    reason: maybe('fits.no_end', 'forgotten', 'nul\0 and \uD800'),
    message: maybe('one', 'two'),
  },
  { requiredKeys: ['bucket', 'key', 'etag', 'state', 'at'] },
);

/** The same stages in another order, some of them again, cut into batches. */
const arrangements = fc.array(stages, { minLength: 1, maxLength: 25 }).chain((told) =>
  fc.record({
    told: fc.constant(told),
    shuffled: fc
      .tuple(
        fc.shuffledSubarray(told, { minLength: told.length }),
        fc.shuffledSubarray(told),
        fc.shuffledSubarray(told),
      )
      .map(([all, again, oncemore]) => [...again, ...all, ...oncemore]),
    cuts: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 10 }),
  }),
);

describe('folding', () => {
  let server: LedgerServer;
  const sides: { ledger: Ledger; client: pg.Client }[] = [];

  beforeAll(async () => {
    server = await ledgerServer();
    for (let i = 0; i < 2; i += 1) {
      const { ledger, url } = await server.ledger();
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      sides.push({ ledger, client });
    }
  });
  afterAll(async () => {
    for (const { client } of sides) await client.end();
    await server.close();
  });

  it('ends in the same rows however often stages come, and in whatever order', async () => {
    const [one, other] = sides as [(typeof sides)[0], (typeof sides)[0]];
    let corrected = 0;
    await fc.assert(
      fc.asyncProperty(arrangements, async ({ told, shuffled, cuts }) => {
        for (const { client } of sides) await client.query('TRUNCATE object CASCADE');
        for (const stage of told) await one.ledger.record([stage]);
        for (const batch of batches(shuffled, cuts)) await other.ledger.record(batch);
        const expected = await rows(one.client);
        expect(await rows(other.client)).toEqual(expected);
        corrected += expected.objects.filter(({ state }) => state === 'corrected').length;
      }),
      { numRuns: 150 },
    );
    // Else the property would say less than it seems to.
    expect(corrected).toBeGreaterThan(10);
  });

  it('ends in the same rows when writers work at the same time', async () => {
    const [one, other] = sides as [(typeof sides)[0], (typeof sides)[0]];
    await fc.assert(
      fc.asyncProperty(arrangements, async ({ told, shuffled, cuts }) => {
        for (const { client } of sides) await client.query('TRUNCATE object CASCADE');
        await one.ledger.record(told);
        await Promise.all(batches(shuffled, cuts).map((batch) => other.ledger.record(batch)));
        expect(await rows(other.client)).toEqual(await rows(one.client));
      }),
      { numRuns: 100 },
    );
  });
});

function batches(told: readonly Stage[], cuts: readonly number[]): Stage[][] {
  const result: Stage[][] = [];
  for (let i = 0, n = 0; i < told.length; n += 1) {
    const size = cuts[n % cuts.length] as number;
    result.push(told.slice(i, i + size));
    i += size;
  }
  return result;
}

async function rows(client: pg.Client) {
  const { rows: objects } = await client.query('SELECT * FROM object ORDER BY id');
  const { rows: history } = await client.query('SELECT * FROM history ORDER BY id');
  return { objects, history };
}
