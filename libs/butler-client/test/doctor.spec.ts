import { type EmbeddedServer, startPostgres } from '@footman/embedded';
import { jest } from '@jest/globals';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import {
  createRepository,
  examineRepository,
  type Examination,
  type IngestPlan,
  openRepository,
  RepositoryUnavailableError,
} from '../src/index.js';
import { ingestRights, type Right } from '../src/doctor/ingest-rights.js';
import { parseDatastores } from '../src/config/datastores.js';
import { exposure, files, instrument, RAW } from './support/builders.js';

jest.setTimeout(120_000);

const PLAN: IngestPlan = { datasetTypes: [RAW], runs: ['TestCam/raw/all'] };
const env = { HOME: '/nowhere' };
const examine = (repo: string): Promise<Examination> => examineRepository(repo, { env, plan: () => PLAN });
const said = ({ findings }: Examination, subject: string): string =>
  findings
    .filter((finding) => finding.subject === subject)
    .map(({ verdict, text }) => `${verdict}: ${text}`)
    .join('\n');

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'footman-doctor-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

describe('the examination of a repository', () => {
  it('tells what ingest would do in SQLite, and changes nothing', async () => {
    const repo = join(dir, 'sqlite');
    const repository = await createRepository(repo);
    expect(said(await examine(repo), 'instruments')).toMatch(/^bad: none/);
    await repository.registerInstrument(instrument());
    const examination = await examine(repo);
    expect(examination).toMatchObject({ ok: true, grants: [] });
    expect(said(examination, 'configuration')).toBe(`ok: ${join(repo, 'butler.yaml')}`);
    expect(said(examination, 'registry')).toMatch(/^ok: universe daf_butler 8; managers .*datasets 2\.0\.0/);
    expect(said(examination, 'dataset types')).toBe('note: will be made: raw (Exposure)');
    expect(await repository.datasetTypes()).toEqual([]);
    await repository.registerDatasetType(RAW);
    await repository.registerRun('TestCam/raw/all');
    expect(said(await examine(repo), 'dataset types')).toBe('ok: files go to raw (Exposure)');
    expect(said(await examine(repo), 'runs')).toBe('ok: files go to TestCam/raw/all');
    await repository.close();
  });

  it.each([
    ['no repository', '/no/such/repo', 'configuration', /no Butler repository at/],
    ['no store', 's3://a@b/c', 'configuration', /can't be read/],
  ])('finds that there is %s', async (_what, repo, subject, text) => {
    const examination = await examine(repo);
    expect(examination.ok).toBe(false);
    expect(said(examination, subject)).toMatch(text);
  });

  it('finds a registry, a datastore and managers that we don’t know', async () => {
    const repo = join(dir, 'unknown');
    const repository = await createRepository(repo);
    const { database } = repository as unknown as { database: { query(s: string): Promise<unknown> } };
    await database.query(`UPDATE butler_attributes SET value = '3.0.0' WHERE name LIKE 'version:%datasets%'`);
    await repository.close();
    const config = join(repo, 'butler.yaml');
    const text = await readFile(config, 'utf8');
    await writeFile(config, text.replace('FileDatastore', 'OddDatastore').replace('SynthIntKey', 'NameKey'));
    const examination = await examine(repo);
    expect(examination.ok).toBe(false);
    expect(said(examination, 'registry')).toMatch(
      /^bad: manager 'datasets' is .* 3\.0\.0, known is .* 2\.0\.0/,
    );
    expect(said(examination, 'configuration')).toMatch(/bad: datastore class is .*OddDatastore[^]*NameKey/);
  });

  it('finds a datastore without a table for its records', async () => {
    const repo = join(dir, 'tableless');
    await (await createRepository(repo)).close();
    const config = join(repo, 'butler.yaml');
    await writeFile(config, (await readFile(config, 'utf8')).replace('file_datastore_records', 'others'));
    expect(said(await examine(repo), 'datastore')).toBe(
      'bad: FileDatastore@<butlerRoot> has no table others for its records',
    );
  });

  (process.getuid?.() === 0 ? it.skip : it)('finds a file that can’t be written', async () => {
    const repo = join(dir, 'locked');
    await (await createRepository(repo)).close();
    await chmod(join(repo, 'gen3.sqlite3'), 0o400);
    expect(said(await examine(repo), 'right to write')).toMatch(/^bad: can't write .*gen3\.sqlite3/);
  });
});

describe('the examination of a repository on PostgreSQL', () => {
  let postgres: EmbeddedServer;
  let owner: pg.Client;
  let n = 0;

  beforeAll(async () => {
    postgres = await startPostgres();
    owner = new pg.Client(postgres.url);
    await owner.connect();
    await owner.query(`CREATE ROLE "foot man" LOGIN PASSWORD 'secret'`);
  });
  afterAll(async () => {
    await owner?.end();
    await postgres?.close();
  });

  /** A repository with an instrument, as its owner made it, whose butler.yaml names the role that ingests. */
  async function provide(): Promise<{ readonly repo: string; readonly schema: string }> {
    n += 1;
    const repo = join(dir, `repo${n}`);
    const schema = `Registry ${n}`;
    const repository = await createRepository(repo, { database: postgres.url, schema });
    await repository.registerInstrument(instrument());
    await repository.close();
    const config = join(repo, 'butler.yaml');
    const url = Object.assign(new URL(postgres.url), { username: 'foot man', password: 'secret' });
    await writeFile(config, (await readFile(config, 'utf8')).replace(postgres.url, url.href));
    return { repo, schema };
  }

  /** docs/grants.sql as psql would run it, without what isn't there. */
  async function grant(schema: string, only = /./): Promise<void> {
    const text = await readFile(new URL('../../../docs/grants.sql', import.meta.url), 'utf8');
    const statements = text
      .replace(/--.*$/gm, '')
      .replaceAll(':"schema"', `"${schema}"`)
      .replaceAll(':"role"', '"foot man"')
      .split(';')
      .filter((statement) => only.test(statement));
    for (const statement of statements) {
      if (statement.includes('dataset_tags') && !(await hasTags(schema))) continue;
      await owner.query(statement);
    }
  }

  async function hasTags(schema: string): Promise<boolean> {
    const { rows } = await owner.query(
      'SELECT 1 FROM pg_tables WHERE schemaname = $1 AND tablename LIKE $2',
      [schema, 'dataset_tags%'],
    );
    return rows.length > 0;
  }

  async function ingest(repo: string, seq: number): Promise<string> {
    const repository = await openRepository(repo, { writeable: true, env });
    try {
      const definition = exposure(seq);
      const result = await repository.writeBatch({ exposures: [definition], datasets: files(definition) });
      return result.datasets.map(({ status }) => status).join();
    } finally {
      await repository.close();
    }
  }

  const relation = ({ kind, name }: Right, schema: string): string =>
    kind === 'schema'
      ? `SCHEMA "${schema}"`
      : `${kind === 'sequence' ? 'SEQUENCE ' : ''}"${schema}"."${name}"`;
  const naming = ({ kind, privilege, name }: Right, schema: string): string =>
    `${privilege} on ${kind === 'schema' ? `schema ${schema}` : `${schema}.${name}`}`;

  /** Takes one right after the other away: each time doctor names it, says how to give it, and ingest fails for it. */
  async function proveEach(rights: readonly Right[], repo: string, schema: string): Promise<void> {
    for (const [i, right] of rights.entries()) {
      await owner.query(`REVOKE ${right.privilege} ON ${relation(right, schema)} FROM "foot man"`);
      const examination = await examine(repo);
      const [only, ...more] = examination.findings.filter(
        ({ verdict, subject }) => verdict === 'bad' && subject.startsWith('right'),
      );
      expect(only?.text).toBe(`role foot man lacks ${naming(right, schema)}`);
      expect(more).toEqual([]);
      expect(examination.ok).toBe(false);
      const refusal = await ingest(repo, 100 + i).catch((error: unknown) => error);
      expect([naming(right, schema), refusal]).toEqual([
        naming(right, schema),
        expect.any(RepositoryUnavailableError),
      ]);
      const what = right.kind === 'schema' ? 'schema' : `${right.kind} ${right.name}`;
      expect((refusal as Error).message).toContain(`permission denied for ${what}`);
      expect(examination.grants).toHaveLength(1);
      await owner.query(examination.grants[0] ?? '');
    }
  }

  const rightsFor = (todo: Partial<Parameters<typeof ingestRights>[0]>) =>
    ingestRights(
      { datasetTypes: [], runs: [], tagsTables: [], needsTagsTable: false, ...todo },
      parseDatastores({}).files,
    );

  it('names all of a server, and the rights that a role without any lacks', async () => {
    const { repo, schema } = await provide();
    const examination = await examine(repo);
    expect(said(examination, 'database')).toMatch(
      /^ok: postgresql:\/\/foot man@.*schema Registry 1, answers in [\d.]+ ms$/,
    );
    expect(said(examination, 'server')).toMatch(/^ok: PostgreSQL \d+.*, role foot man, not encrypted$/);
    expect(said(examination, 'registry')).toMatch(/^bad: .*permission denied/);
    expect(said(examination, 'right to read the registry')).toContain(`USAGE on schema ${schema}`);
    expect(JSON.stringify(examination)).not.toContain('secret');
    for (const statement of examination.grants) await owner.query(statement);
    // Rights to make things were asked for as if nothing were there, because nothing could be read.
    expect(await examine(repo)).toMatchObject({ ok: true, grants: [] });
    expect(await ingest(repo, 1)).toBe('new,new,new,new');
  });

  it('finds what is in the way of writing: a replica’s setting, and a missing extension', async () => {
    const { repo, schema } = await provide();
    await grant(schema);
    await owner.query(`ALTER ROLE "foot man" SET default_transaction_read_only = on`);
    expect(said(await examine(repo), 'server')).toMatch(/bad: transactions are read-only/);
    await owner.query(`ALTER ROLE "foot man" RESET default_transaction_read_only`);
    await owner.query('CREATE DATABASE plain');
    const config = join(repo, 'butler.yaml');
    await writeFile(config, (await readFile(config, 'utf8')).replace('/postgres\n', '/plain\n'));
    const examination = await examine(repo);
    expect(said(examination, 'server')).toMatch(/bad: extension btree_gist is missing/);
    expect(said(examination, 'registry')).toMatch(/^bad: .*no registry in schema/);
  });

  it('proves that docs/grants.sql is all that a first ingest takes, and each grant needed', async () => {
    const { repo, schema } = await provide();
    await grant(schema);
    const todo = { datasetTypes: [RAW], runs: PLAN.runs, needsTagsTable: true };
    const { read, exposures, files: forFiles, runs, datasetTypes } = rightsFor(todo);
    expect(await examine(repo)).toMatchObject({ ok: true, grants: [] });
    // Those to make dataset types go first, because a type that is there needs them no more.
    await proveEach(datasetTypes, repo, schema);
    const repository = await openRepository(repo, { writeable: true, env });
    await repository.registerDatasetType(RAW);
    await repository.close();
    await proveEach(runs, repo, schema);
    expect(await ingest(repo, 1)).toBe('new,new,new,new');
    await proveEach([...read, ...exposures, ...forFiles], repo, schema);
  });

  it('needs no right to make anything where the owner has made it', async () => {
    const { repo, schema } = await provide();
    const config = join(repo, 'butler.yaml');
    const text = await readFile(config, 'utf8');
    await writeFile(config, text.replace(/postgresql:.*/, postgres.url));
    const repository = await openRepository(repo, { writeable: true, env });
    await repository.registerDatasetType(RAW);
    await repository.registerRun('TestCam/raw/all');
    await repository.close();
    await writeFile(config, text);
    await grant(schema, /USAGE ON SCHEMA|search_path|SELECT/);
    await owner.query(`REVOKE ALL ON "${schema}".dimension_graph_key FROM "foot man"`);
    expect(await examine(repo)).toMatchObject({ ok: true, grants: [] });
    expect(await ingest(repo, 1)).toBe('new,new,new,new');
    const { rows } = await owner.query<{ n: string }>(
      `SELECT count(*) AS n FROM information_schema.role_table_grants WHERE table_schema = $1 AND grantee = 'foot man'`,
      [schema],
    );
    expect(Number(rows[0]?.n)).toBe(Object.values(rightsFor({ tagsTables: ['t'] })).flat().length - 1);
  });
});
