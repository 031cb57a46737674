import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import pg from 'pg';

const prisma = fileURLToPath(new URL('../../prisma', import.meta.url));
const filters = { externalTables: [], externalEnums: [] };

/** What `prisma migrate` runs, without its command line: that one downloads the same engine as a binary. */
export interface SchemaEngine {
  /** What `prisma migrate status` goes by. */
  diagnose(): Promise<{ editedMigrationNames: string[]; failedMigrationNames: string[]; history: unknown }>;
  /** What `prisma migrate deploy` does; gives the names of the migrations that were applied. */
  deploy(): Promise<string[]>;
  /** The SQL that makes an empty database hold the schema, or the database at the URL. */
  missing(from?: 'empty'): Promise<string>;
}

/** Prisma's schema engine on the database at the URL, with our schema and our migrations as they are committed. */
export async function schemaEngine(url: string): Promise<SchemaEngine> {
  const bindings = await loadBindings();
  const path = join(prisma, 'schema.prisma');
  const content = await readFile(path, 'utf8');
  const adapter = bindMigrationAwareSqlAdapterFactory(catalogAdapter(url));
  const engine = await bindings.SchemaEngine.new({ datamodels: [[path, content]] }, () => undefined, adapter);
  const migrationsList = await readMigrations();
  return {
    diagnose: () =>
      engine.diagnoseMigrationHistory({ migrationsList, filters, optInToShadowDatabase: false }),
    deploy: async () => (await engine.applyMigrations({ migrationsList, filters })).appliedMigrationNames,
    missing: async (from) => {
      const target = { tag: 'schemaDatamodel', files: [{ path, content }] };
      const start = from
        ? { tag: from }
        : { tag: 'schemaDatasource', files: [{ path, content }], configDir: prisma };
      const { stdout } = await engine.diff({
        from: start,
        to: target,
        script: true,
        shadowDatabaseUrl: null,
        exitCode: null,
        filters,
      });
      return stdout.trim();
    },
  };
}

/**
 * Prisma's adapter as the engine wants it: of its own it refuses the columns of PostgreSQL's catalog that have the type "char", which is
 * one letter.
 */
function catalogAdapter(url: string): SqlMigrationAwareDriverAdapterFactory {
  const pool = new pg.Pool({ connectionString: url });
  const query = pool.query.bind(pool) as (...args: unknown[]) => Promise<pg.QueryResult>;
  const letters = new Set<string>();
  const told = async (...args: unknown[]) => {
    const result = await query(...args);
    for (const field of result.fields.filter(({ dataTypeID }) => dataTypeID === CHAR)) {
      letters.add(field.name);
      field.dataTypeID = TEXT;
    }
    return result;
  };
  const factory = new PrismaPg(Object.assign(pool, { query: told }), { disposeExternalPool: true });
  const connect = factory.connect.bind(factory);
  factory.connect = async () => {
    const adapter = await connect();
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = async (statement) => {
      const result = await queryRaw(statement);
      const types = result.columnTypes.map((type, i) =>
        letters.has(result.columnNames[i] as string) ? ColumnTypeEnum.Character : type,
      );
      return { ...result, columnTypes: types };
    };
    return adapter;
  };
  return factory;
}

const CHAR = 18;
const TEXT = 25;

let loaded: ReturnType<typeof instantiate> | undefined;

/** The bindings know of one instance only. */
function loadBindings() {
  return (loaded ??= instantiate());
}

/** The package's own loader counts on a bundler that imports WebAssembly. */
async function instantiate() {
  const directory = dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm'));
  const bindings = await import(pathToFileURL(join(directory, 'schema_engine_bg.js')).href);
  const { Module, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;
  const module = new Module(await readFile(join(directory, 'schema_engine_bg.wasm')));
  const instance = new Instance(module, { './schema_engine_bg.js': bindings });
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports['__wbindgen_start']?.();
  return bindings;
}

/** TypeScript has it among the browser's types only. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { exports: Record<string, () => void> };
}

async function readMigrations() {
  const baseDir = join(prisma, 'migrations');
  const entries = await readdir(baseDir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const migrationDirectories = await Promise.all(
    names.sort().map(async (path) => {
      const value = await readFile(join(baseDir, path, 'migration.sql'), 'utf8');
      return { path, migrationFile: { path: 'migration.sql', content: { tag: 'ok', value } } };
    }),
  );
  const lockfile = {
    path: 'migration_lock.toml',
    content: await readFile(join(baseDir, 'migration_lock.toml'), 'utf8'),
  };
  return { baseDir, lockfile, shadowDbInitScript: '', migrationDirectories };
}
