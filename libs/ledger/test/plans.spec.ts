import { setTimeout as sleep } from 'node:timers/promises';
import type { Ledger } from '../src/index.js';
import { fillLedger } from './support/fill-ledger.js';
import { ledgerServer, type LedgerServer } from './support/ledger-server.js';

const NIGHT = 20260003;
const EXPOSURE = `MC_O_${NIGHT}_000003`;

describe('with many objects', () => {
  let server: LedgerServer;
  let ledger: Ledger;
  let url: string;

  beforeAll(async () => {
    server = await ledgerServer();
    ({ ledger, url } = await server.ledger());
    await fillLedger(url, 60_000, 1000);
  });
  afterAll(async () => {
    await server.close();
  });

  /** The server counts readings of whole tables; connections report theirs within a second, when they are used. */
  const readings = async () => {
    await sleep(1100);
    await Promise.all([1, 2, 3, 4].map(() => ledger.ready()));
    const statement = `SELECT seq_scan::int AS n FROM pg_stat_user_tables WHERE relname = 'object'`;
    return (await server.query<{ n: number }>(url, statement))[0]?.n;
  };

  it('none of the questions reads them all', async () => {
    const before = await readings();
    await ledger.status();
    await ledger.find('bucket0', [`LSSTCam/${NIGHT}/${EXPOSURE}/${EXPOSURE}_R22_S7.fits`]);
    await ledger.dead();
    await ledger.dead({ bucket: 'bucket0', night: NIGHT });
    await ledger.dead({ reason: 'fits.no_end' });
    await ledger.givenUp('bucket0');
    const { next } = await ledger.objects({ night: NIGHT }, { limit: 500 });
    expect((await ledger.objects({ night: NIGHT }, { limit: 500, after: next ?? '' })).items).toHaveLength(
      500,
    );
    await ledger.objects({ exposure: EXPOSURE });
    await ledger.objects({ bucket: 'bucket0', prefix: `LSSTCam/${NIGHT}/` });
    await ledger.objects({ states: ['reading', 'missing'] });
    await ledger.nights({ limit: 3 });
    await ledger.exposures(NIGHT);
    await ledger.retain({ days: 100_000 });
    await ledger.record([{ bucket: 'bucket0', key: 'k', etag: 'e', state: 'duplicate', at: 1 }]);
    expect(await readings()).toBe(before);
    // The server does count: this one reads them all.
    await ledger.objects({ reason: 'none' });
    expect(await readings()).toBeGreaterThan(before ?? 0);
  });
});
