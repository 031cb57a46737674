import { type EmbeddedServer, startPostgres } from '@footman/embedded';
import { jest } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { chmod, chown, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { connect } from '../src/open-repository.js';
import { parseDatabaseUrl } from '../src/config/database-url.js';
import { RepositoryUnavailableError } from '../src/index.js';

jest.setTimeout(60_000);

/** Making certificates takes the command line tool. */
const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

(hasOpenssl ? describe : describe.skip)('a PostgreSQL server with a certificate', () => {
  let dir: string;
  let postgres: EmbeddedServer;
  let url: string;
  let certificate: string;

  /** Whether a connection by the URL with these parameters is encrypted. */
  async function isEncrypted(parameters: string): Promise<boolean> {
    const database = await connect(parseDatabaseUrl(`${url}?${parameters}`, '/'), { writeable: false });
    try {
      const [row] = await database.query('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()');
      return row?.['ssl'] === true;
    } finally {
      await database.close();
    }
  }

  async function administrate(...statements: readonly string[]): Promise<void> {
    const client = new pg.Client(postgres.url);
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  }

  /** Switches encryption for new connections, and waits until the server has taken notice. */
  async function encryption(setting: 'on' | 'off'): Promise<void> {
    await administrate(`ALTER SYSTEM SET ssl = ${setting}`, 'SELECT pg_reload_conf()');
    const deadline = Date.now() + 15_000;
    while ((await isEncrypted('')) !== (setting === 'on')) {
      if (Date.now() > deadline) throw new Error(`Encryption isn't ${setting}`);
      await sleep(50);
    }
  }

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'footman-tls-'));
    postgres = await startPostgres();
    url = postgres.url.replace('127.0.0.1', 'localhost');
    certificate = join(dir, 'server.crt');
    const key = join(dir, 'server.key');
    spawnSync('openssl', [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'],
      ...['-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', certificate],
    ]);
    const client = new pg.Client(postgres.url);
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory');
    await client.end();
    // The server may run as another user, who has to own its key.
    const { uid, gid } = await stat(rows[0]?.data_directory ?? dir);
    await chmod(dir, 0o755);
    await chmod(key, 0o600);
    if (process.getuid?.() === 0) await chown(key, uid, gid);
    await administrate(
      `ALTER SYSTEM SET ssl_cert_file = '${certificate}'`,
      `ALTER SYSTEM SET ssl_key_file = '${key}'`,
    );
    await encryption('on');
  });
  afterAll(async () => {
    await postgres?.close();
    await rm(dir, { recursive: true, force: true });
  });

  it.each([
    ['', true],
    ['sslmode=disable', false],
    ['sslmode=allow', false],
    ['sslmode=prefer', true],
    ['sslmode=require', true],
    ['sslmode=require&sslrootcert=CERT', true],
    ['sslmode=verify-ca&sslrootcert=CERT', true],
    ['sslmode=verify-full&sslrootcert=CERT', true],
  ])('is reached with %j, encrypted: %s', async (parameters, encrypted) => {
    expect(await isEncrypted(parameters.replace('CERT', certificate))).toBe(encrypted);
  });

  it.each(['sslmode=verify-full', 'sslmode=verify-full&sslrootcert=system'])(
    'is not reached with %s when nobody vouches for its certificate',
    async (parameters) => {
      await expect(isEncrypted(parameters)).rejects.toThrow(RepositoryUnavailableError);
    },
  );

  it('is reached by an address that isn’t in its certificate only where the name isn’t looked at', async () => {
    url = postgres.url;
    expect(await isEncrypted(`sslmode=verify-ca&sslrootcert=${certificate}`)).toBe(true);
    await expect(isEncrypted(`sslmode=verify-full&sslrootcert=${certificate}`)).rejects.toThrow(
      RepositoryUnavailableError,
    );
  });

  it('is reached without encryption once it has none, unless that is required', async () => {
    await encryption('off');
    expect(await isEncrypted('')).toBe(false);
    await expect(isEncrypted('sslmode=require')).rejects.toThrow(/SSL/);
  });
});
