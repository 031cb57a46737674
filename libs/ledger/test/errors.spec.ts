import { Ledger, LedgerError, LedgerUnavailableError } from '../src/index.js';
import { ledgerServer, type LedgerServer } from './support/ledger-server.js';
import { stage } from './support/stages.js';

const PASSWORD = 'p#ss-w0rd';

describe('a ledger that cannot be used', () => {
  let server: LedgerServer;

  beforeAll(async () => {
    server = await ledgerServer();
  });
  afterAll(async () => {
    await server.close();
  });

  const failure = async (url: string): Promise<LedgerError> => {
    const error = await Ledger.open(url).then(
      () => expect(`${url} was opened`).toBe(''),
      (thrown) => thrown,
    );
    expect(error).toBeInstanceOf(LedgerError);
    // Not in the message, the stack, the fields or what is behind it, whatever form it has there.
    for (let each = error; each instanceof Error; each = each.cause) {
      const said = `${each.stack} ${JSON.stringify(each)} ${JSON.stringify(Object.values(each))}`;
      for (const secret of [PASSWORD, encodeURIComponent(PASSWORD), url || PASSWORD])
        expect(said).not.toContain(secret);
    }
    return error;
  };
  const secret = encodeURIComponent(PASSWORD);

  it.each([
    `postgresql://footman:${PASSWORD}@host:99999/ledger`,
    `mysql://footman:${PASSWORD}@host/ledger`,
    PASSWORD,
    '',
  ])('says how its URL has to look, and not what it is: %#', async (url) => {
    const error = await failure(url);
    expect(error).toMatchObject({ code: 'ledger.bad_url', transient: false });
    expect(error.message).toContain('postgresql://USER:PASSWORD@HOST:PORT/DATABASE');
  });

  it.each<[string, (here: URL) => string]>([
    ['with the wrong password', (here) => `postgresql://${here.username}:${secret}@${here.host}/postgres`],
    ['where there is no such database', ({ href }) => href.replace(/postgres$/, 'nowhere')],
    ['where there is no server', () => `postgresql://footman:${secret}@127.0.0.1:1/ledger`],
    ['on a host without an address', () => `postgresql://footman:${secret}@ledger.invalid/ledger`],
  ])('is away, which passes: %s', async (_title, urlOf) => {
    const url = urlOf(new URL(server.server.url));
    const error = await failure(url);
    expect(error).toBeInstanceOf(LedgerUnavailableError);
    expect(error).toMatchObject({ code: 'ledger.unavailable', transient: true });
    expect(error.message).toMatch(
      new RegExp(`^the ledger at ${new URL(url).host}/\\w+ can't be used now: .`),
    );
  });

  it('says within moments that its server is frozen, closes, and goes on when it moves again', async () => {
    const url = await server.database();
    const ledger = await Ledger.open(url);
    await server.server.freeze();
    const begin = performance.now();
    try {
      expect(await ledger.ready()).toBe(false);
      await ledger.close();
      expect(performance.now() - begin).toBeLessThan(10_000);
    } finally {
      await server.server.thaw();
    }
    const { ledger: again } = await server.ledger(url);
    await again.record([stage()]);
    expect(await again.ready()).toBe(true);
  });

  it('throws what is wrong with a statement, and says what the server said', async () => {
    const { ledger, url } = await server.ledger();
    await server.query(url, 'DROP TABLE reconciliation');
    const error = await ledger.reconciliations().catch((thrown) => thrown);
    expect(error).toBeInstanceOf(LedgerError);
    expect(error).toMatchObject({ transient: false });
    expect(error.message).toContain('reconciliation');
  });
});
