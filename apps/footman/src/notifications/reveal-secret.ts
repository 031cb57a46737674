import { commaSeparated } from '@footman/service';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UsageError } from '../errors.js';
import type { NotificationEntry } from './notifications-file.js';

/**
 * The secret that a file refers to, '' for none; paths are relative to that file. Of several, comma separated as the intake takes them, the
 * first, so that a new one is put before the old one.
 *
 * @throws UsageError that says where it should be.
 */
export function revealSecret(
  reference: NotificationEntry['OpaqueData'],
  path: string,
  env: NodeJS.ProcessEnv,
): string {
  if (reference === undefined) return '';
  const [text, place] =
    'env' in reference
      ? [env[reference.env], reference.env]
      : [contentOf(resolve(dirname(path), reference.file)), reference.file];
  const [secret] = commaSeparated(text ?? '');
  if (!secret) throw new UsageError(`OpaqueData is to be read from ${place}, where nothing is`);
  return secret;
}

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
