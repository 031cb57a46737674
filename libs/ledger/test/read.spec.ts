import { LedgerError, type Ledger, type Stage } from '../src/index.js';
import { ledgerServer, type LedgerServer } from './support/ledger-server.js';
import { EVENING } from './support/stages.js';

const MINUTE = 60_000;

describe('the ledger tells', () => {
  let server: LedgerServer;
  let ledger: Ledger;
  const now = Date.now();

  /** An object of the n-th exposure of a night, by its detector. */
  const object = (night: number, exposure: number, detector: number, more: Partial<Stage> = {}): Stage => {
    const obsId = `MC_O_${night}_${String(exposure).padStart(6, '0')}`;
    return {
      bucket: 'rubin-summit',
      key: `LSSTCam/${night}/${obsId}/${obsId}_R22_S${String(detector).padStart(2, '0')}.fits`,
      etag: 'e1',
      state: 'ingested',
      at: EVENING,
      instrument: 'LSSTCam',
      night,
      exposure: obsId,
      ...more,
    };
  };

  beforeAll(async () => {
    server = await ledgerServer();
    ({ ledger } = await server.ledger());
    const stages: Stage[] = [];
    for (const night of [20251114, 20251115]) {
      for (const exposure of [1, 2, 3]) {
        for (let detector = 0; detector < 5; detector += 1) {
          const times = { event: EVENING + exposure * 1000, visit: EVENING + exposure * 1000 + 900 };
          stages.push(object(night, exposure, detector, { at: EVENING + exposure * 1000 + 800, times }));
        }
      }
    }
    const parked = { state: 'parked', reason: 'exposure.unknown' } as const;
    stages.push(
      object(20251115, 3, 10, {
        state: 'dead',
        at: now - 3000,
        reason: 'fits.no_end',
        message: 'no END card',
        attempt: 1,
      }),
      object(20251115, 3, 11, { state: 'dead', at: now - 2000, reason: 'butler.conflict' }),
      object(20251115, 3, 12, { state: 'corrected', at: now - 1000, reason: 'corrected' }),
      // It was put to wait again a moment ago.
      object(20251115, 3, 13, { ...parked, at: now - 30 * MINUTE }),
      object(20251115, 3, 13, { ...parked, at: now - 500 }),
      object(20251115, 3, 14, { ...parked, at: now - 4 * MINUTE }),
      object(20251115, 3, 15, { state: 'reading', at: now }),
      object(20251115, 1, 0, { bucket: 'other', state: 'dead', at: now - 4000, reason: 'fits.no_end' }),
      {
        bucket: 'rubin-summit',
        key: 'LSSTCam/20251115/x/expectedSensors.json',
        etag: 'e1',
        state: 'ignored',
        at: EVENING,
        reason: 'not-a-dataset',
      },
      ...[0.1, 0.2, 5, 13, 17, 100].map((minutes, n) =>
        object(20251113, 1, n, {
          bucket: 'live',
          at: now - minutes * MINUTE,
          times: { received: now - minutes * MINUTE - 100 },
        }),
      ),
    );
    await ledger.record(stages);
  });
  afterAll(async () => {
    await server.close();
  });

  it('what wait for a person, newest first, and those that wait for too long', async () => {
    const { items, next } = await ledger.dead({ bucket: 'rubin-summit' });
    expect(items.map(({ state, reason, key }) => [state, reason, key.slice(-8, -5)])).toEqual([
      ['parked', 'exposure.unknown', 'S13'],
      ['corrected', 'corrected', 'S12'],
      ['dead', 'butler.conflict', 'S11'],
      ['dead', 'fits.no_end', 'S10'],
    ]);
    expect(items[0]).toMatchObject({ parkedAt: now - 30 * MINUTE, at: now - 500 });
    expect(items[3]).toMatchObject({ attempt: 1, message: 'no END card' });
    expect(next).toBeNull();
  });

  it.each([
    [{ reason: 'fits.no_end' }, ['rubin-summit S10', 'other S00']],
    [{ night: 20251114 }, []],
    [{ exposure: 'MC_O_20251115_000001' }, ['other S00']],
    [{ states: ['corrected'] as const }, ['rubin-summit S12']],
    [{ states: ['parked'] as const, overdueMs: 0 }, ['rubin-summit S13', 'rubin-summit S14']],
    [{ key: object(20251115, 3, 11).key }, ['rubin-summit S11']],
    [{ prefix: 'LSSTCam/20251115/MC_O_20251115_000001/' }, ['other S00']],
    [{ bucket: 'nowhere' }, []],
  ])('what of it matches %j', async (filter, expected) => {
    const { items } = await ledger.dead(filter);
    expect(items.map(({ bucket, key }) => `${bucket} ${key.slice(-8, -5)}`)).toEqual(expected);
  });

  it('lists a page at a time, all of it and each object once', async () => {
    for (const list of [ledger.objects.bind(ledger), ledger.dead.bind(ledger)]) {
      const whole = (await list({}, { limit: 1000 })).items;
      const seen = [];
      for (let after: string | undefined | null; after !== null;) {
        const page = await list({}, { limit: 4, ...(after && { after }) });
        expect(page.items.length).toBeLessThanOrEqual(4);
        seen.push(...page.items);
        after = page.next;
      }
      expect(seen).toEqual(whole);
      expect(whole.length).toBeGreaterThan(4);
    }
  });

  it('refuses a page of another list', async () => {
    const { next } = await ledger.objects({}, { limit: 1 });
    for (const after of [next ?? '', 'nonsense']) {
      const refused = await ledger.dead({}, { after }).catch((error) => error);
      expect(refused).toBeInstanceOf(LedgerError);
      expect(refused).toMatchObject({ code: 'ledger.bad_page', transient: false });
    }
  });

  it('which objects are below a prefix, also where characters follow that sort late', async () => {
    await ledger.record(
      ['p', 'p\u{1F52D}', 'p/a', 'q'].map((key) => object(20251115, 9, 0, { bucket: 'prefixes', key })),
    );
    const { items } = await ledger.objects({ bucket: 'prefixes', prefix: 'p' });
    expect(items.map(({ key }) => key)).toEqual(['p', 'p/a', 'p\u{1F52D}']);
  });

  it('all contents of the keys it is asked for', async () => {
    const { bucket, key } = object(20251115, 1, 0);
    await ledger.record([object(20251115, 1, 0, { etag: 'e2', state: 'duplicate', at: now })]);
    const found = await ledger.find(bucket, [key, 'unknown']);
    expect(found.map(({ etag, state }) => `${etag} ${state}`).sort()).toEqual([
      'e1 ingested',
      'e2 corrected',
    ]);
  });

  it('how it stands with each bucket', async () => {
    const status = await ledger.status();
    expect(status.map(({ bucket }) => bucket)).toEqual(['live', 'other', 'prefixes', 'rubin-summit']);
    expect(status[0]).toEqual({
      bucket: 'live',
      byState: {},
      dead: 0,
      corrected: 0,
      parked: 0,
      overdue: 0,
      oldestParkedAt: null,
      received: { lastMinute: 2, last15Minutes: 4 },
      ingested: { lastMinute: 2, last15Minutes: 4 },
      lastReceivedAt: now - 0.1 * MINUTE - 100,
    });
    expect(status[3]).toMatchObject({
      byState: { dead: 2, corrected: 2, parked: 2, reading: 1 },
      dead: 2,
      corrected: 2,
      parked: 2,
      overdue: 1,
      oldestParkedAt: now - 30 * MINUTE,
      received: { lastMinute: 0, last15Minutes: 0 },
      lastReceivedAt: null,
    });
  });

  it('its nights, the newest first', async () => {
    const nights = await ledger.nights({ bucket: 'rubin-summit' });
    expect(nights.map(({ night }) => night)).toEqual([20251115, 20251114]);
    expect(nights[0]).toEqual({
      bucket: 'rubin-summit',
      night: 20251115,
      exposures: 3,
      objects: 22,
      ingested: 15,
      pending: 1,
      parked: 2,
      dead: 2,
      corrected: 2,
      ignored: 0,
      firstEventAt: EVENING + 1000,
      lastEventAt: EVENING + 3000,
      lastIngestedAt: EVENING + 3800,
    });
    expect((await ledger.nights({ limit: 1 })).map(({ bucket, night }) => `${bucket} ${night}`)).toEqual([
      'other 20251115',
      'prefixes 20251115',
      'rubin-summit 20251115',
    ]);
    expect((await ledger.nights({ from: 20251114, to: 20251114 })).map(({ night }) => night)).toEqual([
      20251114,
    ]);
  });

  it('the exposures of a night', async () => {
    const exposures = await ledger.exposures(20251115, 'rubin-summit');
    expect(exposures.map(({ exposure }) => exposure.slice(-1))).toEqual(['1', '2', '3']);
    expect(exposures[1]).toMatchObject({
      instrument: 'LSSTCam',
      objects: 5,
      ingested: 5,
      pending: 0,
      visitAt: EVENING + 2900,
      lastIngestedAt: EVENING + 2800,
    });
    expect(exposures[2]).toMatchObject({ objects: 11, dead: 2, parked: 2, corrected: 1, pending: 1 });
    expect(await ledger.exposures(20200101)).toEqual([]);
  });

  it('who changed what, and why', async () => {
    const replay = { who: 'ann', why: 'the sidecar was mended', command: 'dead replay', count: 12 };
    await ledger.act({
      ...replay,
      bucket: 'rubin-summit',
      selection: { reason: 'fits.no_end', keys: ['a'] },
    });
    await ledger.act({ ...replay, who: 'bob', command: 'dead forget', selection: {} });
    const { items, next } = await ledger.actions({}, { limit: 1 });
    expect(items).toMatchObject([{ who: 'bob', bucket: null, command: 'dead forget', selection: {} }]);
    const rest = await ledger.actions({}, { after: next ?? '' });
    expect(rest.items).toMatchObject([
      { ...replay, bucket: 'rubin-summit', selection: { reason: 'fits.no_end', keys: ['a'] } },
    ]);
    expect(Math.abs((rest.items[0]?.at ?? 0) - Date.now())).toBeLessThan(MINUTE);
    expect((await ledger.actions({ who: 'ann' })).items).toHaveLength(1);
    expect((await ledger.actions({ bucket: 'other' })).items).toEqual([]);
  });

  it('how bucket and Butler compared', async () => {
    const result = {
      bucket: 'rubin-summit',
      night: 20251115,
      at: now,
      listed: 200_000,
      inButler: 199_990,
      missing: { 'never-noticed': 8, parked: 2 },
      queued: 8,
      ppm: 40,
    };
    await ledger.reconciled(result);
    await ledger.reconciled({
      ...result,
      at: now + MINUTE,
      inButler: 200_000,
      missing: {},
      queued: 0,
      ppm: 0,
    });
    const kept = await ledger.reconciliations({ bucket: 'rubin-summit', night: 20251115 });
    expect(kept).toMatchObject([{ at: now + MINUTE, missing: {}, ppm: 0 }, result]);
    expect(await ledger.reconciliations({ limit: 1 })).toHaveLength(1);
    expect(await ledger.reconciliations({ night: 20251114 })).toEqual([]);
  });
});
