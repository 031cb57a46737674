import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { applyMigrations, pendingMigrations } from '../src/database/migrate.js';
import { ObjectState } from '../src/generated/enums.js';
import { Prisma } from '../src/generated/client.js';
import { Ledger, LedgerMigrationError, STATES } from '../src/index.js';
import { MIGRATIONS } from '../src/migrations.generated.js';
import { ledgerServer, type LedgerServer } from './support/ledger-server.js';
import { schemaEngine } from './support/schema-engine.js';
import { stage } from './support/stages.js';

const path = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));

interface Applied {
  readonly migration_name: string;
  readonly checksum: string;
  readonly applied_steps_count: number;
  readonly finished_at: Date | null;
  readonly logs: string | null;
  readonly rolled_back_at: Date | null;
}

const APPLIED = 'SELECT * FROM _prisma_migrations ORDER BY migration_name';

describe('migrations', () => {
  let server: LedgerServer;

  beforeAll(async () => {
    server = await ledgerServer();
  });
  afterAll(async () => {
    await server.close();
  });

  it('make exactly what the schema says, by the judgement of Prisma’s engine', async () => {
    const { url } = await server.ledger();
    const engine = await schemaEngine(url);
    expect(await engine.missing()).toBe('-- This is an empty migration.');
    await server.query(url, 'DROP INDEX object_bucket_key_idx');
    expect(await engine.missing()).toContain('CREATE INDEX "object_bucket_key_idx"');
  });

  it('are noted so that Prisma’s engine finds nothing to do, and nothing amiss', async () => {
    const { url } = await server.ledger();
    const engine = await schemaEngine(url);
    expect(await engine.diagnose()).toMatchObject({
      editedMigrationNames: [],
      failedMigrationNames: [],
      history: null,
    });
    expect(await engine.deploy()).toEqual([]);
  });

  it('leave the table that Prisma’s engine leaves', async () => {
    const [ours, theirs] = [await server.database(), await server.database()];
    await (await Ledger.open(ours)).close();
    expect(await (await schemaEngine(theirs)).deploy()).toEqual(MIGRATIONS.map(({ name }) => name));
    const columns = `SELECT column_name, data_type, character_maximum_length, is_nullable, column_default
                     FROM information_schema.columns WHERE table_name = '_prisma_migrations' ORDER BY ordinal_position`;
    expect(await server.query(ours, columns)).toEqual(await server.query(theirs, columns));
    const applied = async (url: string) =>
      (await server.query<Applied>(url, APPLIED)).map((row) => ({
        ...row,
        id: undefined,
        started_at: undefined,
        finished_at: row.finished_at instanceof Date,
      }));
    expect(await applied(ours)).toEqual(await applied(theirs));
  });

  it('are left alone where prisma migrate deploy has applied them', async () => {
    const url = await server.database();
    await (await schemaEngine(url)).deploy();
    const before = await server.query(url, APPLIED);
    const { ledger } = await server.ledger(url);
    await ledger.record([stage()]);
    expect(await server.query(url, APPLIED)).toEqual(before);
  });

  it('are applied once when several processes start at the same time', async () => {
    const url = await server.database();
    const starts = Array.from({ length: 3 }, () => openElsewhere(url));
    expect(await Promise.all(starts)).toEqual(starts.map(() => 0));
    expect(await server.query(url, APPLIED)).toHaveLength(MIGRATIONS.length);
  }, 180_000);

  it('are all or nothing', async () => {
    const url = await server.database();
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      const bad = [
        ...MIGRATIONS,
        { name: '29990101000000_bad', checksum: 'x', sql: 'CREATE TABLE a (); SELECT 1/0' },
      ];
      await expect(applyMigrations(client, undefined, bad)).rejects.toThrow('division by zero');
      expect(await pendingMigrations(client)).toEqual(MIGRATIONS);
      await applyMigrations(client, undefined);
      expect(await pendingMigrations(client)).toEqual([]);
    } finally {
      await client.end();
    }
  });

  it('are not applied by whoever only looks', async () => {
    const url = await server.database();
    await expect(Ledger.open(url, { migrate: false })).rejects.toThrow(LedgerMigrationError);
    expect(await server.query(url, `SELECT to_regclass('_prisma_migrations') AS found`)).toEqual([
      { found: null },
    ]);
  });

  it('need no right to make tables where nothing is pending', async () => {
    const { url } = await server.ledger();
    await server.query(
      url,
      `CREATE ROLE reader LOGIN PASSWORD 'secret-of-reader'; REVOKE ALL ON SCHEMA public FROM PUBLIC;
       GRANT USAGE ON SCHEMA public TO reader; GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader`,
    );
    const reader = new URL(url);
    reader.username = 'reader';
    reader.password = 'secret-of-reader';
    const { ledger } = await server.ledger(reader.href);
    expect(await ledger.status()).toEqual([]);
  });

  it('leave a writer in need of no more than rights on rows and sequences', async () => {
    const { url } = await server.ledger();
    await server.query(
      url,
      `CREATE ROLE writer LOGIN PASSWORD 'secret-of-writer'; REVOKE ALL ON SCHEMA public FROM PUBLIC;
       GRANT USAGE ON SCHEMA public TO writer; GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO writer;
       GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO writer`,
    );
    const writer = new URL(url);
    writer.username = 'writer';
    writer.password = 'secret-of-writer';
    const { ledger } = await server.ledger(writer.href);
    await ledger.record([stage({ state: 'parked' }), stage({ state: 'ingested', at: 1 })]);
    await ledger.act({ who: 'ann', why: 'w', command: 'c', selection: {}, count: 1 });
    await ledger.reconciled({
      ...{ bucket: 'b', night: 20251115, at: 1, listed: 1 },
      ...{ inButler: 1, missing: {}, queued: 0, ppm: 0 },
    });
    expect(await ledger.retain({ days: 1 })).toBe(1);
  });

  it('are refused where one was applied in another form, or failed half-way', async () => {
    const { url } = await server.ledger();
    await server.query(url, `UPDATE _prisma_migrations SET checksum = 'another'`);
    await expect(Ledger.open(url)).rejects.toThrow('was applied in another form');
    await server.query(url, `UPDATE _prisma_migrations SET finished_at = NULL`);
    await expect(Ledger.open(url)).rejects.toThrow('failed half-way');
  });

  it('may be more than this version knows, while a newer one is rolled out', async () => {
    const { url } = await server.ledger();
    await server.query(
      url,
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('1', 'x', '29990101000000_newer', now())`,
    );
    const { ledger } = await server.ledger(url);
    expect(await ledger.ready()).toBe(true);
  });

  it('make the tables in the schema that the URL names', async () => {
    const url = new URL(await server.database());
    url.searchParams.set('schema', 'Foot man');
    const { ledger } = await server.ledger(url.href);
    await ledger.record([stage()]);
    url.searchParams.delete('schema');
    expect(await server.query(url.href, 'SELECT count(*)::int AS n FROM "Foot man".object')).toEqual([
      { n: 1 },
    ]);
  });
});

describe('what is generated', () => {
  it('is of the committed schema, by the client that is installed', async () => {
    const client = await readFile(path('src/generated/internal/class.ts'), 'utf8');
    const schema = /"inlineSchema": ("(?:[^"\\]|\\.)*")/.exec(client)?.[1] ?? '""';
    // Else: node libs/ledger/tools/generate.mjs
    expect(JSON.parse(schema)).toBe(await readFile(path('prisma/schema.prisma'), 'utf8'));
    const { dependencies } = JSON.parse(await readFile(path('package.json'), 'utf8'));
    expect(Prisma.prismaVersion.client).toBe(dependencies['@prisma/client']);
  });

  it('has all committed migrations as they are', async () => {
    const entries = await readdir(path('prisma/migrations'), { withFileTypes: true });
    const names = entries
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
    const committed = await Promise.all(
      names.map(async (name) => {
        const sql = await readFile(path(`prisma/migrations/${name}/migration.sql`), 'utf8');
        return { name, checksum: createHash('sha256').update(sql).digest('hex'), sql };
      }),
    );
    expect(MIGRATIONS).toEqual(committed);
  });

  it('has the states in the order of the object’s life', () => {
    expect(Object.values(ObjectState)).toEqual(STATES);
  });
});

/** Opens the ledger in a process of its own; gives its exit code. */
async function openElsewhere(url: string): Promise<number> {
  const child = spawn(
    process.execPath,
    [
      '--conditions',
      '@footman/source',
      '--import',
      '@swc-node/register/esm-register',
      path('test/open-process.ts'),
    ],
    {
      env: { ...process.env, LEDGER_URL: url, NODE_OPTIONS: '--no-warnings' },
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  const [code] = (await once(child, 'exit')) as [number];
  return code;
}
