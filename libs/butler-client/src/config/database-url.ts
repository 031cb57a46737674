import { existsSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { InvalidRecordError } from '../errors.js';

/** The tag in butler.yaml that stands for the repository's own directory. */
export const BUTLER_ROOT_TAG = '<butlerRoot>';

/** Where a registry is, as read from SQLAlchemy's URL. */
export type DatabaseLocation =
  | { readonly dialect: 'sqlite'; readonly path: string }
  | { readonly dialect: 'postgresql'; readonly url: string; readonly description: string };

/**
 * Reads a database URL as butler.yaml has it: `sqlite:///<butlerRoot>/gen3.sqlite3`, `postgresql://host/database`,
 * `postgresql+psycopg2://...`. A relative SQLite path is taken from the working directory, as SQLAlchemy does, or else from the root.
 * @throws InvalidRecordError for another kind of URL; the message has no password
 */
export function parseDatabaseUrl(url: string, root: string): DatabaseLocation {
  const sqlite = /^sqlite(?:\+\w+)?:\/\/\/(.+)$/.exec(url);
  if (sqlite) {
    const path = (sqlite[1] ?? '').replace(/\?.*$/, '').replace(BUTLER_ROOT_TAG, root);
    if (path.startsWith(':memory:')) throw new InvalidRecordError('A repository can’t be in memory.');
    const here = resolve(path);
    return {
      dialect: 'sqlite',
      path: isAbsolute(path) || existsSync(here) ? here : resolveInRoot(root, path, here),
    };
  }
  const postgres = /^postgres(?:ql)?(?:\+\w+)?:\/\/(.*)$/.exec(url);
  if (postgres) {
    const rest = postgres[1] ?? '';
    return {
      dialect: 'postgresql',
      url: `postgresql://${rest}`,
      description: redactUrl(`postgresql://${rest}`),
    };
  }
  throw new InvalidRecordError(
    `'${redactUrl(url)}' is not a database that a registry can be in: give postgresql://HOST/DATABASE or sqlite:///FILE.`,
  );
}

/** A URL without password and query. */
export function redactUrl(url: string): string {
  return url.replace(/\?.*$/s, '').replace(/^([\w+.-]+:\/\/[^:@/]*):.*@/s, '$1@');
}

function resolveInRoot(root: string, path: string, otherwise: string): string {
  const inRoot = resolve(root, path);
  return existsSync(inRoot) ? inRoot : otherwise;
}
