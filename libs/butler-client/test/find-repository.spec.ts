import { type EmbeddedS3, type EmbeddedServer, startPostgres, startS3 } from '@footman/embedded';
import { jest } from '@jest/globals';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import {
  createRepository,
  openRepository,
  type Repository,
  RepositoryUnavailableError,
} from '../src/index.js';
import { exposure, files, instrument } from './support/builders.js';

jest.setTimeout(60_000);

describe('a repository', () => {
  let dir: string;
  let repo: string;
  let config: string;
  const env = (more: Record<string, string> = {}) => ({ HOME: dir, ...more });
  const rootOf = async (opening: Promise<Repository>): Promise<string> => {
    const repository = await opening;
    await repository.close();
    return repository.root;
  };

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'footman-find-'));
    repo = join(dir, 'repo');
    config = join(repo, 'butler.yaml');
    await (await createRepository(repo)).close();
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it.each([
    ['its directory', () => repo],
    ['its directory with a slash', () => `${repo}/`],
    ['its butler.yaml', () => config],
    ['a file URL', () => `file://${config}`],
    ['a directory URL', () => `file://${repo}/`],
    ['a path below the home directory', () => '~/repo'],
    ['a path with a variable', () => '$HOME/repo'],
  ])('is found by %s', async (_what, name) => {
    expect(await rootOf(openRepository(name(), { env: env() }))).toBe(repo);
  });

  it('is found by its label in an index, which goes before a directory of that name', async () => {
    const index = join(dir, 'index.yaml');
    await writeFile(index, `main: ${repo}\n/no/such: file://${config}\n`);
    const found = { env: env({ DAF_BUTLER_REPOSITORY_INDEX: index }) };
    expect(await rootOf(openRepository('main', found))).toBe(repo);
    expect(await rootOf(openRepository('/no/such', found))).toBe(repo);
    await expect(openRepository('other', found)).rejects.toThrow(
      /no Butler repository at .*other.*main, \/no\/such/,
    );
    const text = { env: env({ DAF_BUTLER_REPOSITORIES: JSON.stringify({ main: repo }) }) };
    expect(await rootOf(openRepository('main', text))).toBe(repo);
  });

  it('is found by its directory although the index is none, and otherwise the index is named', async () => {
    const found = { env: env({ DAF_BUTLER_REPOSITORY_INDEX: '/no/index.yaml' }) };
    expect(await rootOf(openRepository(repo, found))).toBe(repo);
    await expect(openRepository('main', found)).rejects.toThrow('/no/index.yaml');
    const both = { env: env({ DAF_BUTLER_REPOSITORY_INDEX: 'x', DAF_BUTLER_REPOSITORIES: '{}' }) };
    await expect(openRepository('main', both)).rejects.toThrow('only one of');
  });

  it('may be configured by another file with another root, and include what others share', async () => {
    const site = join(dir, 'site');
    await mkdir(site);
    const shared = (await readFile(config, 'utf8')).replace('file_datastore_records', 'others');
    await writeFile(join(site, 'shared.yaml'), shared);
    await writeFile(join(site, 'records.yaml'), 'table: file_datastore_records\n');
    await writeFile(
      join(site, 'other.yaml'),
      `includeConfigs: shared.yaml\nroot: ${repo}\ndatastore: {name: mine, records: !include records.yaml}\n`,
    );
    const repository = await openRepository(join(site, 'other.yaml'), { writeable: true, env: env() });
    expect(repository).toMatchObject({ root: site, datastoreName: 'mine', problems: [] });
    await repository.registerInstrument(instrument());
    const definition = exposure(1);
    await repository.writeBatch({ exposures: [definition], datasets: files(definition) });
    expect((await repository.datasets())[0]?.uri).toContain('_R00_S0.fits');
    await repository.close();
  });

  it('isn’t written to where a site has defaults of its own', async () => {
    const defaults = join(dir, 'defaults');
    await mkdir(defaults);
    const found = { env: env({ DAF_BUTLER_CONFIG_PATH: `/no/such:${defaults}` }), writeable: true };
    await (await openRepository(repo, found)).close();
    await writeFile(join(defaults, 'datastore.yaml'), 'datastore: {name: other}');
    await expect(openRepository(repo, found)).rejects.toThrow(/defaults\/datastore\.yaml .* has defaults/);
  });

  it.each(['', '- a\n', 'a: [\n', 'includeConfigs: bad.yaml\n'])(
    'is refused when its file is %j',
    async (text) => {
      const bad = join(dir, 'bad.yaml');
      await writeFile(bad, text);
      await expect(openRepository(bad, { env: env() })).rejects.toThrow(
        text === '' ? /no SQLite database/ : /bad\.yaml is not a Butler configuration/,
      );
    },
  );

  it('in a store that is away is away, and one without a reader isn’t found', async () => {
    const readText = () => Promise.reject(Object.assign(new Error('timeout'), { transient: true }));
    await expect(openRepository('s3://a@b/c', { env: env(), readText })).rejects.toThrow(
      RepositoryUnavailableError,
    );
    const index = { env: env({ DAF_BUTLER_REPOSITORY_INDEX: 's3://b/index.yaml' }), readText };
    await expect(openRepository('main', index)).rejects.toThrow(RepositoryUnavailableError);
    await expect(openRepository('s3://a@b/c', { env: env() })).rejects.toThrow(/butler\.yaml.*no reader/);
  });
});

describe('a repository on PostgreSQL whose configuration is in S3', () => {
  let dir: string;
  let postgres: EmbeddedServer;
  let s3: EmbeddedS3;
  let env: NodeJS.ProcessEnv;
  const readText = async (uri: string): Promise<string> => {
    const answer = await fetch(uri.replace(/^s3:\/\/embargo@/, `${s3.endpoint}/`));
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return answer.text();
  };

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'footman-find-'));
    [postgres, s3] = await Promise.all([startPostgres(), startS3({ buckets: ['users'] })]);
    const repository = await createRepository(join(dir, 'repo'), { database: postgres.url, schema: 'main' });
    await repository.close();
    const client = new pg.Client(postgres.url);
    await client.connect();
    await client.query(`CREATE ROLE "in gest" LOGIN PASSWORD 's/e@c:r et'; GRANT USAGE ON SCHEMA main TO "in gest";
      GRANT SELECT ON ALL TABLES IN SCHEMA main TO "in gest"`);
    await client.end();
    const { host } = new URL(postgres.url);
    const auth = join(dir, 'db-auth.yaml');
    const entry = { url: 'postgresql://127.0.0.*/post*', username: 'in gest', password: 's/e@c:r et' };
    await writeFile(auth, JSON.stringify([{ ...entry, url: 'postgresql://other' }, entry]), { mode: 0o600 });
    env = { HOME: dir, LSST_DB_AUTH: auth };
    const text = await readFile(join(dir, 'repo', 'butler.yaml'), 'utf8');
    const put = (key: string, body: string) => fetch(`${s3.endpoint}/users/${key}`, { method: 'PUT', body });
    await put(
      'a/butler.yaml',
      text.replace(postgres.url, `postgresql+psycopg2://${host}/postgres?sslmode=prefer`),
    );
    await put(
      'a/ro.yaml',
      text.replace(
        postgres.url,
        `postgresql://${host}/postgres?target_session_attrs=read-write&options=-c%20default_transaction_read_only%3Don`,
      ),
    );
    await put('index.yaml', 'embargo: s3://embargo@users/a\n');
  });
  afterAll(async () => {
    await Promise.all([postgres?.close(), s3?.close()]);
    await rm(dir, { recursive: true, force: true });
  });

  it.each([
    ['s3://embargo@users/a/butler.yaml', undefined],
    ['s3://embargo@users/a', undefined],
    ['s3://embargo@users/a/', undefined],
    ['embargo', 's3://embargo@users/index.yaml'],
  ])('opens as %s, with the credentials of the first matching entry', async (name, index) => {
    const repository = await openRepository(name, {
      env: { ...env, ...(index && { DAF_BUTLER_REPOSITORY_INDEX: index }) },
      readText,
    });
    expect(repository.root).toBe('s3://embargo@users/a');
    expect(repository.description).toMatch(/^postgresql:\/\/in gest@127/);
    expect(await repository.instruments()).toEqual([]);
    await repository.close();
  });

  it('is created with the credentials of the file, which its configuration doesn’t get', async () => {
    const { host, username, password } = new URL(postgres.url);
    const entries = JSON.stringify([{ url: 'postgresql://*', username, password }]);
    const made = join(dir, 'made');
    const database = `postgresql://${host}/postgres`;
    const withFile = { env: { HOME: dir, LSST_DB_AUTH_CREDENTIALS: entries } };
    await (await createRepository(made, { ...withFile, database, schema: 'made' })).close();
    const text = await readFile(join(made, 'butler.yaml'), 'utf8');
    expect(text).toContain(`db: ${database}\n`);
    await (await openRepository(made, { ...withFile, writeable: true })).close();
    const wrong = JSON.stringify([{ url: 'postgresql://*', username, password: 'hush' }]);
    const refusal = openRepository(made, { env: { HOME: dir, LSST_DB_AUTH_CREDENTIALS: wrong } });
    await expect(refusal).rejects.toThrow(/password authentication failed/);
    await expect(refusal).rejects.not.toThrow(/hush/);
  });

  it('isn’t opened at a server that can’t be written to when the URL asks for one that can', async () => {
    await expect(openRepository('s3://embargo@users/a/ro.yaml', { env, readText })).rejects.toThrow(
      /can only be read now/,
    );
  });

  it('says where it was looked for when it isn’t there', async () => {
    await expect(openRepository('s3://embargo@users/b', { env, readText })).rejects.toThrow(
      's3://embargo@users/b/butler.yaml can',
    );
  });
});
