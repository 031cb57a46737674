import { existsSync } from 'node:fs';
import { mkdir, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatButlerConfig } from './config/butler-config.js';
import { ConfigFiles } from './config/config-files.js';
import { BUTLER_ROOT_TAG, DatabaseLocation, parseDatabaseUrl } from './config/database-url.js';
import { Database, Transaction } from './database/database.js';
import { PostgresDatabase } from './database/postgres-database.js';
import { SqliteDatabase } from './database/sqlite-database.js';
import { ButlerError, RepositoryExistsError, RepositoryUnavailableError } from './errors.js';
import { authenticated, openRepository, OpenOptions } from './open-repository.js';
import { Repository } from './repository.js';
import { BUTLER_ATTRIBUTES } from './schema/attributes.generated.js';
import { POSTGRES_SCHEMA } from './schema/postgres.generated.js';
import { SQLITE_SCHEMA } from './schema/sqlite.generated.js';
import { TABLES } from './schema/tables.js';

/** Where a new repository's registry is to be. */
export interface CreateOptions extends Pick<OpenOptions, 'maxConnections' | 'env'> {
  /** `postgresql://...` or `sqlite:///...`, written to butler.yaml as it is. @default SQLite file gen3.sqlite3 in the root */
  readonly database?: string | undefined;
  /** The registry's schema on PostgreSQL; made where it isn't there. */
  readonly schema?: string | undefined;
}

/**
 * Makes a Butler repository as daf_butler 30 does, universe 8, and opens it for writing.
 * @param root - directory for butler.yaml; made where it isn't there
 * @throws RepositoryExistsError where one is already, in the directory or in the database
 */
export async function createRepository(root: string, options: CreateOptions = {}): Promise<Repository> {
  const env = options.env ?? process.env;
  const place = new ConfigFiles(env).localPath(root);
  const file = join(place, 'butler.yaml');
  if (existsSync(file)) throw new RepositoryExistsError(`${place} is a Butler repository already.`);
  const written = parseDatabaseUrl(options.database ?? `sqlite:///${BUTLER_ROOT_TAG}/gen3.sqlite3`, place);
  const { location } = await authenticated(written, env);
  await mkdir(place, { recursive: true });
  if (location.dialect === 'sqlite') await createSqlite(location.path);
  else await createPostgres(location, options);
  try {
    await writeFile(file, formatButlerConfig(options.database, options.schema), { flag: 'wx' });
  } catch (error) {
    throw new ButlerError('internal', `The registry was made, but ${file} can't be written.`, false, {
      cause: error,
    });
  }
  return openRepository(place, { ...options, writeable: true });
}

async function createSqlite(path: string): Promise<void> {
  if (existsSync(path)) throw new RepositoryExistsError(`${path} is there already; give another place.`);
  const database = new SqliteDatabase(path, { writeable: true });
  try {
    await database.useWriteAheadLog();
    await database.transaction(async (tx) => {
      await tx.execute(SQLITE_SCHEMA);
      await fill(tx);
    });
  } catch (error) {
    await database.close();
    await unlink(path);
    throw error;
  }
  await database.close();
}

async function createPostgres(
  location: Extract<DatabaseLocation, { dialect: 'postgresql' }>,
  { schema, maxConnections }: CreateOptions,
): Promise<void> {
  const database = await PostgresDatabase.connect({ ...location, schema, maxConnections });
  try {
    await ensureExtension(database);
    if (await database.hasTable('butler_attributes')) {
      throw new RepositoryExistsError(
        `${database.description} has a registry in schema ${database.schema} already; give another schema.`,
      );
    }
    const quoted = `"${database.schema.replaceAll('"', '""')}"`;
    await database.transaction(async (tx) => {
      const [there] = await tx.query('SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = $1', [
        database.schema,
      ]);
      if (!there) await tx.execute([`CREATE SCHEMA ${quoted}`]);
      await tx.execute(POSTGRES_SCHEMA.map((statement) => statement.replaceAll('{schema}', () => quoted)));
      await fill(tx);
    });
  } finally {
    await database.close();
  }
}

/** daf_butler opens no database without this extension, which calibrations' validity ranges need. */
async function ensureExtension(database: Database): Promise<void> {
  const [there] = await database.query(`SELECT 1 FROM pg_catalog.pg_extension WHERE extname = 'btree_gist'`);
  if (there) return;
  try {
    await database.transaction((tx) => tx.execute(['CREATE EXTENSION IF NOT EXISTS btree_gist']));
  } catch (error) {
    throw new RepositoryUnavailableError(
      `${database.description} lacks the extension btree_gist, and this account may not make it. Ask its administrator to run ` +
        'CREATE EXTENSION btree_gist; in that database.',
      { cause: error },
    );
  }
}

async function fill(tx: Transaction): Promise<void> {
  await tx.insert([
    { table: TABLES.butlerAttributes, rows: BUTLER_ATTRIBUTES },
    { table: TABLES.opaqueMeta, rows: [{ table_name: 'file_datastore_records' }] },
  ]);
}
