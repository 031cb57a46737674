import { existsSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { InvalidRecordError } from '../errors.js';
import { PostgresConnection, postgresConnection } from './postgres-connection.js';

/** The tag in butler.yaml that stands for the repository's own directory. */
export const BUTLER_ROOT_TAG = '<butlerRoot>';

/** Where a registry is. */
export type DatabaseLocation =
  | { readonly dialect: 'sqlite'; readonly path: string }
  | { readonly dialect: 'postgresql'; readonly connection: PostgresConnection; readonly description: string };

/** What may stand beside a URL in butler.yaml's registry section, for what the URL lacks. */
export interface ConnectionKeys {
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: string | undefined;
  readonly database?: string | undefined;
}

/** A URL's parts, decoded. */
export interface UrlParts extends ConnectionKeys {
  /** Such as `postgresql+psycopg2`. */
  readonly drivername: string;
  readonly query: URLSearchParams;
}

/** The parts as SQLAlchemy's make_url tells them apart: a password may have any character but '@', an IPv6 address is in brackets. */
const URL_PARTS =
  /^(?<drivername>[\w+]+):\/\/(?:(?<username>[^:/]*)(?::(?<password>[^@]*))?@)?(?:(?:\[(?<ipv6>[^/?]+)\]|(?<name>[^/:?]+))?(?::(?<port>[^/?]*))?)?(?:\/(?<database>[^?]*))?(?:\?(?<query>.*))?$/s;

/**
 * Reads a database URL as butler.yaml has it: `sqlite:///<butlerRoot>/gen3.sqlite3`, `postgresql://host/database`,
 * `postgresql+psycopg2://...`. A relative SQLite path is taken from the working directory, as SQLAlchemy does, or else from the root.
 * @param root - the local directory or the URI that `<butlerRoot>` stands for
 * @throws InvalidRecordError for another kind of URL; the message has no password
 */
export function parseDatabaseUrl(url: string, root: string, keys: ConnectionKeys = {}): DatabaseLocation {
  const parts = partsOf(url, keys);
  if (/^sqlite(\+\w+)?$/.test(parts?.drivername ?? '')) {
    return { dialect: 'sqlite', path: sqlitePath(parts?.database ?? '', root) };
  }
  if (parts && /^postgres(ql)?(\+\w+)?$/.test(parts.drivername)) {
    const connection = postgresConnection(parts);
    return { dialect: 'postgresql', connection, description: describePostgres(connection) };
  }
  throw new InvalidRecordError(
    `'${redactUrl(url)}' is not a database that a registry can be in: give postgresql://HOST/DATABASE or sqlite:///FILE.`,
  );
}

/** A URL without password and query. */
export function redactUrl(url: string): string {
  return url.replace(/\?.*$/s, '').replace(/^([\w+.-]+:\/\/[^:@/]*):.*@/s, '$1@');
}

/** A PostgreSQL database as a URL without password. */
export function describePostgres({ host, port, user, database }: PostgresConnection): string {
  const place = host?.includes(':') ? `[${host}]` : (host ?? '');
  return `postgresql://${user === undefined ? '' : `${user}@`}${place}${port === undefined ? '' : `:${port}`}/${database ?? ''}`;
}

function partsOf(url: string, keys: ConnectionKeys): UrlParts | undefined {
  const groups = URL_PARTS.exec(url)?.groups;
  if (!groups) return undefined;
  const { drivername = '', ipv6, name, port, query } = groups;
  return {
    drivername,
    username: decoded(groups['username']) ?? keys.username,
    password: decoded(groups['password']) ?? keys.password,
    host: name ?? ipv6 ?? keys.host,
    port: port || keys.port,
    database: decoded(groups['database']) ?? keys.database,
    query: new URLSearchParams(query ?? ''),
  };
}

/** As Python's unquote: what is no escape stays as it is. */
function decoded(text: string | undefined): string | undefined {
  return text?.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) =>
    Buffer.from(escapes.replaceAll('%', ''), 'hex').toString('utf8'),
  );
}

function sqlitePath(written: string, root: string): string {
  const path = written.replace(BUTLER_ROOT_TAG, () => root);
  if (path === '' || path.startsWith(':memory:'))
    throw new InvalidRecordError('A repository can’t be in memory.');
  if (/^(file:|[a-z][a-z0-9+.-]*:\/\/)/i.test(path)) {
    throw new InvalidRecordError(`SQLite can't have its database at ${path}: give the path of a local file.`);
  }
  const here = resolve(path);
  return isAbsolute(path) || existsSync(here) ? here : resolveInRoot(root, path, here);
}

function resolveInRoot(root: string, path: string, otherwise: string): string {
  const inRoot = resolve(root, path);
  return existsSync(inRoot) ? inRoot : otherwise;
}
