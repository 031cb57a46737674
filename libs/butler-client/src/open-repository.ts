import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseButlerConfig } from './config/butler-config.js';
import { BUTLER_ROOT_TAG, DatabaseLocation, parseDatabaseUrl } from './config/database-url.js';
import { Database } from './database/database.js';
import { PostgresDatabase } from './database/postgres-database.js';
import { SqliteDatabase } from './database/sqlite-database.js';
import { text } from './database/values.js';
import { RepositoryNotFoundError } from './errors.js';
import { assertKnown, readVersions, versionProblems } from './registry/known-registry.js';
import { Repository } from './repository.js';

/** How to open a repository. */
export interface OpenOptions {
  /** @default false */
  readonly writeable?: boolean;
  /** The text of butler.yaml, where `root` isn't a local directory. */
  readonly config?: string;
  /** PostgreSQL connections at once. @default 4 */
  readonly maxConnections?: number;
}

/**
 * Opens a Butler repository by its directory (or butler.yaml). One that this package doesn't know can be read, not written.
 * @throws RepositoryNotFoundError where there is none
 * @throws UnsupportedRegistryError where it is to be written, and has managers, versions or a universe that we don't know
 * @throws RepositoryUnavailableError where its database can't be reached
 */
export async function openRepository(root: string, options: OpenOptions = {}): Promise<Repository> {
  const place = directoryOf(root);
  const config = parseButlerConfig(options.config ?? (await readConfig(place)), join(place, 'butler.yaml'));
  const butlerRoot =
    config.root === undefined ? place : localPath(config.root.replace(BUTLER_ROOT_TAG, place));
  const location = parseDatabaseUrl(config.database, butlerRoot);
  const writeable = options.writeable ?? false;
  const database = await connect(location, { ...options, writeable, schema: config.schema });
  try {
    if (!(await database.hasTable('butler_attributes'))) {
      throw new RepositoryNotFoundError(
        `${database.description} has no registry${config.schema ? ` in schema ${config.schema}` : ''}; create the repository first.`,
      );
    }
    const rows = await database.query(`SELECT name, value FROM ${database.sql.table('butler_attributes')}`);
    const versions = readVersions(new Map(rows.map((row) => [text(row['name']), text(row['value'])])));
    const problems = [...config.problems, ...versionProblems(versions)];
    if (writeable) {
      assertKnown(database.description, problems);
      if (database instanceof SqliteDatabase) await database.useWriteAheadLog();
    }
    return new Repository(database, { root: place, config, versions, writeable, problems });
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** A local path of a path or file URL. */
export function localPath(pathOrUrl: string): string {
  return resolve(pathOrUrl.startsWith('file:') ? fileURLToPath(pathOrUrl) : pathOrUrl);
}

/** Connects to a registry's database. */
export async function connect(
  location: DatabaseLocation,
  options: {
    readonly writeable: boolean;
    readonly schema?: string | undefined;
    readonly maxConnections?: number;
  },
): Promise<Database> {
  if (location.dialect === 'postgresql') return PostgresDatabase.connect({ ...location, ...options });
  if (!existsSync(location.path))
    throw new RepositoryNotFoundError(`There is no SQLite database ${location.path}.`);
  return new SqliteDatabase(location.path, options);
}

function directoryOf(root: string): string {
  if (/^[a-z][a-z0-9+.-]+:\/\//.test(root) && !root.startsWith('file:'))
    return root.replace(/\/butler\.yaml$/, '');
  return localPath(root).replace(/[\\/]butler\.yaml$/, '');
}

async function readConfig(place: string): Promise<string> {
  const file = join(place, 'butler.yaml');
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new RepositoryNotFoundError(
      `There is no Butler repository at ${place}: butler.yaml can't be read.`,
      {
        cause: error,
      },
    );
  }
}
