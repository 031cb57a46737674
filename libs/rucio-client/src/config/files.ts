import { readdirSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** A path as the official client takes it: with `~`, `$NAME` and `${NAME}`. */
export function expandedPath(path: string, env: Environment): string {
  const named = path.replace(
    /\$(?:(\w+)|\{(\w+)\})/g,
    (all, a?: string, b?: string) => env[a ?? b ?? ''] ?? all,
  );
  return resolve(named.replace(/^~(?=\/|$)/, env['HOME'] ?? homedir()));
}

/** Authorities in PEM: a file's, or those of all files of a directory. */
export function authoritiesIn(path: string): string {
  if (!statSync(path).isDirectory()) return readFileSync(path, 'utf8');
  return readdirSync(path)
    .map((name) => join(path, name))
    .filter((file) => statSync(file).isFile())
    .map((file) => readFileSync(file, 'utf8'))
    .filter((text) => text.includes('-----BEGIN CERTIFICATE-----'))
    .join('\n');
}
