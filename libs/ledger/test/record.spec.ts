import type { Ledger } from '../src/index.js';
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
});
