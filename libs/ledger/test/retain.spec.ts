import pg from 'pg';
import type { Ledger, ObjectState } from '../src/index.js';
import { ledgerServer, type LedgerServer } from './support/ledger-server.js';
import { stage } from './support/stages.js';

const DAY = 86_400_000;

describe('retention', () => {
  let server: LedgerServer;
  let ledger: Ledger;
  let url: string;
  const now = Date.now();
  const aged = (state: ObjectState, days: number, n: number) =>
    stage({ state, at: now - days * DAY, reason: 'r' }, n);

  beforeAll(async () => {
    server = await ledgerServer();
  });
  afterAll(async () => {
    await server.close();
  });
  beforeEach(async () => {
    ({ ledger, url } = await server.ledger());
  });
  const left = async () =>
    (await ledger.objects()).items.map(({ state, at }) => `${state} ${Math.round((now - at) / DAY)}`);

  it('removes what is settled by its age, and never what waits for something', async () => {
    await ledger.record([
      aged('ingested', 99, 0),
      aged('ingested', 101, 1),
      aged('registered', 101, 2),
      aged('duplicate', 101, 3),
      aged('ignored', 3, 4),
      aged('ignored', 8, 5),
      // Somebody decided to leave it out.
      { ...aged('ignored', 9, 6), times: { queued: now - 20 * DAY } },
      ...(['dead', 'corrected', 'parked', 'queued', 'missing'] as const).map((state, i) =>
        aged(state, 1000, 10 + i),
      ),
    ]);
    expect(await ledger.retain({ days: 100, ignoredDays: 7 })).toBe(4);
    expect((await left()).sort()).toEqual(
      [
        'corrected 1000',
        'dead 1000',
        'ignored 3',
        'ignored 9',
        'ingested 99',
        'missing 1000',
        'parked 1000',
        'queued 1000',
      ].sort(),
    );
    expect(await ledger.retain({ days: 100, ignoredDays: 7 })).toBe(0);
    const history = await server.query<{ n: number }>(url, 'SELECT count(*)::int AS n FROM history');
    expect(history).toEqual([{ n: 8 }]);
  });

  it('removes old actions and reconciliations', async () => {
    await ledger.act({ who: 'ann', why: 'w', command: 'c', selection: {}, count: 0 });
    await ledger.act({ who: 'bob', why: 'w', command: 'c', selection: {}, count: 0 });
    await server.query(url, `UPDATE action SET at = now() - interval '40 days' WHERE who = 'ann'`);
    const result = { bucket: 'b', night: 1, listed: 0, inButler: 0, missing: {}, queued: 0, ppm: 0 };
    await ledger.reconciled({ ...result, at: now - 40 * DAY });
    await ledger.reconciled({ ...result, at: now });
    await ledger.retain({ days: 1000, recordDays: 30 });
    expect((await ledger.actions()).items.map(({ who }) => who)).toEqual(['bob']);
    expect(await ledger.reconciliations()).toHaveLength(1);
  });

  it('neither waits for a writer nor makes one wait', async () => {
    await ledger.record(Array.from({ length: 3000 }, (_, n) => aged('ingested', 200, n)));
    const writer = new pg.Client({ connectionString: url });
    await writer.connect();
    try {
      await writer.query('BEGIN');
      const { rows } = await writer.query('SELECT key FROM object ORDER BY id LIMIT 10 FOR UPDATE');
      const removing = ledger.retain({ days: 100 });
      // Meanwhile others write: what is new, and what is about to go.
      await ledger.record([aged('ingested', 0, 5000), aged('duplicate', 0, 2999)]);
      expect(await removing).toBeLessThanOrEqual(2990);
      expect(rows).toHaveLength(10);
      await writer.query('COMMIT');
    } finally {
      await writer.end();
    }
    await ledger.retain({ days: 100 });
    expect((await left()).filter((object) => object.endsWith(' 200'))).toEqual([]);
  });
});
