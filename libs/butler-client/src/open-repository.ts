import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ButlerConfig, parseButlerConfig } from './config/butler-config.js';
import { ConfigFiles, isLocal, TextReader } from './config/config-files.js';
import { findCredentials } from './config/db-auth.js';
import { DatabaseLocation, describePostgres, parseDatabaseUrl } from './config/database-url.js';
import { loadConfig } from './config/load-config.js';
import { ConfigPlace, locateConfig } from './config/locate-config.js';
import { TlsMode } from './config/postgres-connection.js';
import { Database } from './database/database.js';
import { PostgresDatabase } from './database/postgres-database.js';
import { SqliteDatabase } from './database/sqlite-database.js';
import { text } from './database/values.js';
import { RepositoryNotFoundError } from './errors.js';
import { assertKnown, readVersions, versionProblems } from './registry/known-registry.js';
import { Repository } from './repository.js';

/** What it takes to find a repository. */
export interface FindOptions {
  /** Reads configurations that are not local files, such as `s3://...`; `s3TextReader` of @footman/object-store makes one. */
  readonly readText?: TextReader;
  /** The repository index, credentials and libpq's variables are taken from here. @default process.env */
  readonly env?: NodeJS.ProcessEnv;
}

/** How to open a repository. */
export interface OpenOptions extends FindOptions {
  /** @default false */
  readonly writeable?: boolean;
  /** PostgreSQL connections at once. @default 4 */
  readonly maxConnections?: number;
}

/** A repository as its configuration describes it; its database hasn't been asked yet. */
export interface FoundRepository {
  readonly place: ConfigPlace;
  readonly config: ButlerConfig;
  readonly location: DatabaseLocation;
  /** Where the password comes from; no secret. */
  readonly credentials: string;
}

/**
 * Opens a Butler repository: its directory, its butler.yaml, either as path or URI, or a label of the repository index. One that this package
 * doesn't know can be read, not written.
 * @throws RepositoryNotFoundError where there is none
 * @throws UnsupportedRegistryError where it is to be written, and has managers, versions or a universe that we don't know
 * @throws CredentialsError where the file of credentials can't be used
 * @throws RepositoryUnavailableError where its database, or the store of its configuration, can't be reached
 */
export async function openRepository(repo: string, options: OpenOptions = {}): Promise<Repository> {
  const { place, config, location } = await findRepository(repo, options);
  const writeable = options.writeable ?? false;
  const database = await connect(location, { ...options, writeable, schema: config.schema });
  try {
    const versions = await readRegistryVersions(database, config.schema);
    const problems = [...config.problems, ...versionProblems(versions)];
    if (writeable) {
      assertKnown(database.description, problems);
      if (database instanceof SqliteDatabase) await database.useWriteAheadLog();
    }
    return new Repository(database, { root: place.directory, config, versions, writeable, problems });
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Finds and reads a repository's configuration, with the credentials that go with it. */
export async function findRepository(repo: string, options: FindOptions = {}): Promise<FoundRepository> {
  const env = options.env ?? process.env;
  const files = new ConfigFiles(env, options.readText);
  const place = await locateConfig(repo, files);
  const written = parseButlerConfig(await loadConfig(place.uri, files));
  const config = { ...written, problems: [...written.problems, ...defaultsProblems(env)] };
  const root = config.root ?? place.directory;
  const butlerRoot = isLocal(root) ? files.localPath(root) : root;
  const location = parseDatabaseUrl(config.database, butlerRoot, config.connection);
  return { place, config, ...(await authenticated(location, env)) };
}

/** daf_butler looks for defaults in these directories, too. No site is known to have any, so they are not read. */
function defaultsProblems(env: NodeJS.ProcessEnv): readonly string[] {
  const names = [
    'registry.yaml',
    'datastore.yaml',
    'datastores/fileDatastore.yaml',
    'datastores/chainedDatastore.yaml',
  ];
  return (env['DAF_BUTLER_CONFIG_PATH'] ?? '')
    .split(delimiter)
    .filter(Boolean)
    .flatMap((directory) => names.map((name) => join(directory, name)))
    .filter((file) => existsSync(file))
    .map((file) => `${file} of DAF_BUTLER_CONFIG_PATH has defaults, known are daf_butler's own`);
}

/** Fills in what the file of credentials and libpq's variables say. */
export async function authenticated(
  location: DatabaseLocation,
  env: NodeJS.ProcessEnv,
): Promise<Pick<FoundRepository, 'location' | 'credentials'>> {
  if (location.dialect === 'sqlite') return { location, credentials: 'none needed' };
  const { tls, ...given } = location.connection;
  const { user, host, port, database } = given;
  // As in the reference, a database without host or name is none for the file of credentials.
  const found = host && database ? await findCredentials({ user, host, port, database }, env) : undefined;
  const connection = {
    ...given,
    ...(found && { user: found.user, password: found.password }),
    tls: { ...tls, mode: tls.mode ?? (env['PGSSLMODE'] as TlsMode | undefined) },
  };
  const own =
    given.password === undefined
      ? 'none given: PGPASSWORD or the password file, if the server asks'
      : 'the URL';
  return {
    location: { dialect: 'postgresql', connection, description: describePostgres(connection) },
    credentials: found?.source ?? own,
  };
}

/** Reads what a registry says about itself. */
export async function readRegistryVersions(
  database: Database,
  schema: string | undefined,
): Promise<ReturnType<typeof readVersions>> {
  if (!(await database.hasTable('butler_attributes'))) {
    throw new RepositoryNotFoundError(
      `${database.description} has no registry${schema ? ` in schema ${schema}` : ''}; create the repository first.`,
    );
  }
  const rows = await database.query(`SELECT name, value FROM ${database.sql.table('butler_attributes')}`);
  return readVersions(new Map(rows.map((row) => [text(row['name']), text(row['value'])])));
}

/** Connects to a registry's database. */
export async function connect(
  location: DatabaseLocation,
  options: {
    readonly writeable: boolean;
    readonly schema?: string | undefined;
    readonly maxConnections?: number | undefined;
  },
): Promise<Database> {
  if (location.dialect === 'postgresql') return PostgresDatabase.connect({ ...location, ...options });
  if (!existsSync(location.path))
    throw new RepositoryNotFoundError(`There is no SQLite database ${location.path}.`);
  return new SqliteDatabase(location.path, options);
}
