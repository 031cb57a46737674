import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CredentialsError } from '../errors.js';
import { AuthTarget, findCredentials } from './db-auth.js';

const target: AuthTarget = { user: undefined, host: 'db1.example.com', port: 5432, database: 'butler_main' };

/** Looks up in entries that are given as variables. */
const lookUp = (entries: unknown, overrides: Partial<AuthTarget> = {}) =>
  findCredentials({ ...target, ...overrides }, { LSST_DB_AUTH_CREDENTIALS: JSON.stringify(entries) });
const entry = (url: string, password = 'p1') => ({ url, username: 'u1', password });

describe('credentials', () => {
  it.each([
    ['postgresql://*', true],
    ['postgresql://*.example.com', true],
    ['postgresql://*.example.com/', true],
    ['postgresql://db?.example.com', false], // As in Python, '?' begins a query.
    ['postgresql://DB1.example.com', true],
    ['postgresql://*.example.com/butler_*', true],
    ['postgresql://*.example.com/butler_[lmn]ain', true],
    ['postgresql://*.example.com/butler_[!m]ain', false],
    ['postgresql://*.example.com/Butler_*', false],
    ['postgresql://*.example.com:5432', true],
    ['postgresql://*.example.com:5433', false],
    ['postgresql://u1@*.example.com', false],
    ['oracle://*', false],
    ['oracle:///d', false],
    ['postgresql://other:x/other', false],
    ['postgresql://other.example.com', false],
  ])('of %s match: %s', async (url, isMatch) => {
    expect((await lookUp([entry(url)]))?.password).toBe(isMatch ? 'p1' : undefined);
  });

  it('are those of the first match, and leave the user of the URL alone', async () => {
    const entries = [
      entry('postgresql://u2@*', 'p0'),
      entry('postgresql://*', 'p1'),
      entry('postgresql://*', 'p2'),
    ];
    expect(await lookUp(entries)).toEqual({
      user: 'u1',
      password: 'p1',
      source: 'entry 2 of LSST_DB_AUTH_CREDENTIALS (postgresql://*)',
    });
    expect(await lookUp(entries, { user: 'u2' })).toMatchObject({ user: 'u2', password: 'p0' });
    expect(await lookUp(entries, { user: 'u3' })).toMatchObject({ user: 'u3', password: 'p1' });
  });

  it('match no port where the URL has none', async () => {
    expect(await lookUp([entry('postgresql://*:5432')], { port: undefined })).toBeUndefined();
  });

  it.each([
    ['no list', { url: 'x', password: 'hush' }, 'no list'],
    ['no url', [{ password: 'hush' }], 'no url'],
    ['a driver', [entry('postgresql+psycopg2://*', 'hush')], 'driver'],
    ['no dialect', [entry('*.example.com', 'hush')], 'dialect'],
    ['no host', [entry('postgresql:///butler_main', 'hush')], 'no host'],
    ['a pattern of letters in the host', [entry('postgresql://db[12].example.com', 'hush')], 'IPv6'],
    ['a wrong port', [entry('postgresql://*:x', 'hush')], 'port'],
    ['no password', [{ url: 'postgresql://*' }], 'password'],
  ])('with %s are refused, without a secret', async (_what, entries, reason) => {
    const refusal = lookUp(entries);
    await expect(refusal).rejects.toThrow(CredentialsError);
    await expect(refusal).rejects.toThrow(reason);
    await expect(refusal).rejects.not.toThrow('hush');
  });
});

describe('the file of credentials', () => {
  let home: string;
  let file: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'footman-auth-'));
    file = join(home, '.lsst', 'db-auth.yaml');
    await mkdir(join(home, '.lsst'));
    await writeFile(file, '- url: postgresql://*\n  username: u\n  password: 1234\n', { mode: 0o600 });
  });
  afterEach(() => rm(home, { recursive: true }));

  it('is ~/.lsst/db-auth.yaml, or what LSST_DB_AUTH names', async () => {
    expect(await findCredentials(target, { HOME: home })).toMatchObject({ user: 'u', password: '1234' });
    const other = join(home, 'other.yaml');
    await writeFile(other, '[]', { mode: 0o600 });
    expect(await findCredentials(target, { HOME: home, LSST_DB_AUTH: other })).toBeUndefined();
    expect(await findCredentials(target, { HOME: home, LSST_DB_AUTH: '~/missing' })).toBeUndefined();
    expect(await findCredentials(target, { HOME: home, LSST_DB_AUTH: '~/.lsst/db-auth.yaml' })).toMatchObject(
      { user: 'u' },
    );
  });

  it('must not be readable by others', async () => {
    await chmod(file, 0o640);
    await expect(findCredentials(target, { HOME: home })).rejects.toThrow(/mode 640.*chmod 600/);
  });

  it('is not quoted when it is no YAML', async () => {
    await writeFile(file, '- url: postgresql://*\n  password: [hush\n');
    const refusal = findCredentials(target, { HOME: home });
    await expect(refusal).rejects.toThrow(CredentialsError);
    await expect(refusal).rejects.not.toThrow('hush');
  });
});
