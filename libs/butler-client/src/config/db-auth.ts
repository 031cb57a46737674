import { readFile, stat } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { CredentialsError } from '../errors.js';
import { fnmatch } from './fnmatch.js';
import { isMapping, Mapping } from './load-config.js';

/** What is known of a database before its credentials are looked up. */
export interface AuthTarget {
  readonly user: string | undefined;
  readonly host: string;
  readonly port: number | undefined;
  readonly database: string;
}

/** What opens a database, and where it was found. */
export interface FoundCredentials {
  /** Undefined where neither the URL nor the entry has one. */
  readonly user: string | undefined;
  readonly password: string;
  /** The file (or variable) and the entry's pattern; no secret. */
  readonly source: string;
}

/** The variable that has the entries themselves, as JSON; it goes before any file. */
const ENTRIES = 'LSST_DB_AUTH_CREDENTIALS';
/** The variable that names the file of entries. */
const FILE = 'LSST_DB_AUTH';

/**
 * Looks up a PostgreSQL database's credentials as lsst.utils.db_auth does: the first entry whose `url` pattern matches gives the password, which goes before the
 * one of the database's own URL, and the user where the URL has none.
 * @returns undefined where there are no entries, or none matches
 * @throws CredentialsError where the file may be read by others, or is no list of entries
 */
export async function findCredentials(
  target: AuthTarget,
  env: NodeJS.ProcessEnv,
): Promise<FoundCredentials | undefined> {
  const found = await readEntries(env);
  if (!found) return undefined;
  const { entries, place } = found;
  for (const [i, entry] of entries.entries()) {
    const where = `entry ${i + 1} of ${place}`;
    if (!isMapping(entry) || typeof entry['url'] !== 'string')
      throw new CredentialsError(`${where} has no url.`);
    const pattern = parsePattern(entry['url'], where);
    if (matches(pattern, target, where)) return credentialsOf(entry, target, pattern, where);
  }
  return undefined;
}

async function readEntries(
  env: NodeJS.ProcessEnv,
): Promise<{ readonly entries: readonly unknown[]; readonly place: string } | undefined> {
  const json = env[ENTRIES];
  if (json) return { entries: listOf(json, ENTRIES, JSON.parse), place: ENTRIES };
  const home = env['HOME'] ?? homedir();
  const file = (env[FILE] ?? '~/.lsst/db-auth.yaml').replace(/^~(?=\/|$)/, () => home);
  const status = await stat(file || join(home, '.')).catch(() => undefined);
  if (!status?.isFile()) return undefined;
  if (process.platform !== 'win32' && (status.mode & 0o077) !== 0) {
    const mode = (status.mode & 0o777).toString(8);
    throw new CredentialsError(`${file} may be read by others (mode ${mode}): chmod 600 ${file}`);
  }
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new CredentialsError(`${file} can't be read: ${error.message}`);
  });
  return { entries: listOf(text, file, parse), place: file };
}

/** The parsers' own messages quote what they read, so they are not repeated. */
function listOf(text: string, place: string, parser: (text: string) => unknown): readonly unknown[] {
  let value: unknown;
  try {
    value = parser(text);
  } catch {
    value = undefined;
  }
  if (!Array.isArray(value)) {
    throw new CredentialsError(`${place} is no list of credentials, each with url, username and password.`);
  }
  return value as readonly unknown[];
}

/** A URL whose parts may be shell patterns; the parts are those that Python's urlparse finds. */
interface Pattern {
  readonly dialect: string;
  readonly user: string | undefined;
  readonly host: string;
  readonly port: string;
  readonly database: string;
}

function parsePattern(url: string, where: string): Pattern {
  const [, dialect = '', authority = '', path = ''] =
    /^(?:([a-z][a-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)/i.exec(url) ?? [];
  const at = authority.lastIndexOf('@');
  const [, bracketed, plain, port = ''] =
    /^(?:\[([^[\]]*)\]|([^:[\]]*))(?::([^[\]]*))?$/.exec(authority.slice(at + 1)) ?? [];
  // Python takes brackets for those of an IPv6 address, so that they are no pattern in a host.
  const host = bracketed ?? plain;
  if (host === undefined || (bracketed !== undefined && !isIPv6(bracketed)))
    throw new CredentialsError(`The url of ${where} has brackets in its host, which are for IPv6 addresses.`);
  return {
    dialect: dialect.toLowerCase(),
    user: at < 0 ? undefined : authority.slice(0, at).split(':')[0],
    host: host.toLowerCase(),
    port,
    database: path.replace(/^\/+/, ''),
  };
}

/** In the order of the reference, which decides whether a wrong entry is passed over or refused. */
function matches(pattern: Pattern, { user, host, port, database }: AuthTarget, where: string): boolean {
  if (!pattern.dialect) throw new CredentialsError(`The url of ${where} names no database dialect.`);
  if (pattern.dialect.includes('+')) {
    throw new CredentialsError(
      `The url of ${where} names a driver; it may name a dialect only, such as postgresql.`,
    );
  }
  if (pattern.dialect !== 'postgresql') return false;
  if (pattern.database !== '' && !fnmatch(database, pattern.database)) return false;
  if (pattern.user !== undefined && (!user || pattern.user !== user)) return false;
  if (!pattern.host) throw new CredentialsError(`The url of ${where} names no host.`);
  if (!fnmatch(host, pattern.host)) return false;
  if (!/^\d*$/.test(pattern.port))
    throw new CredentialsError(`The url of ${where} has a port that is no number.`);
  return pattern.port === '' || Number(pattern.port) === port;
}

function credentialsOf(
  entry: Mapping,
  target: AuthTarget,
  pattern: Pattern,
  where: string,
): FoundCredentials {
  const { username, password } = entry;
  if (password === undefined || password === null) throw new CredentialsError(`${where} has no password.`);
  const name = username === undefined || username === null ? undefined : String(username);
  const port = pattern.port && `:${pattern.port}`;
  const database = pattern.database && `/${pattern.database}`;
  return {
    user: target.user || name,
    password: String(password),
    source: `${where} (${pattern.dialect}://${pattern.user === undefined ? '' : `${pattern.user}@`}${pattern.host}${port}${database})`,
  };
}
