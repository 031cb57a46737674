import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import { PostgresConnection } from '../config/postgres-connection.js';
import { InvalidRecordError } from '../errors.js';

/** What to try, one after the other, to reach a server: false is without encryption. */
export type TlsAttempts = readonly (ConnectionOptions | false)[];

/**
 * libpq's rules: `prefer` (the default) and `require` encrypt without looking at the certificate unless there is a root certificate, `verify-ca`
 * looks at its authority, `verify-full` at its name, too.
 * @throws InvalidRecordError where a certificate can't be read
 */
export function tlsAttempts({ host, tls }: Pick<PostgresConnection, 'host' | 'tls'>): TlsAttempts {
  const mode = tls.mode ?? 'prefer';
  if (mode === 'disable' || host?.startsWith('/')) return [false];
  const { rootCertificate, certificate, key } = tls;
  const isSystem = rootCertificate === 'system';
  const files: ConnectionOptions = {
    ...(rootCertificate !== undefined && !isSystem && { ca: contentOf(rootCertificate) }),
    ...(certificate !== undefined && { cert: contentOf(certificate) }),
    ...(key !== undefined && { key: contentOf(key) }),
  };
  if (mode === 'verify-full' || isSystem) return [files];
  const checked: ConnectionOptions = { ...files, checkServerIdentity: () => undefined };
  if (mode === 'verify-ca') return [checked];
  const encrypted = files.ca === undefined ? { ...files, rejectUnauthorized: false } : checked;
  if (mode === 'require') return [encrypted];
  return mode === 'allow' ? [false, encrypted] : [encrypted, false];
}

/** True where a server may be reached with encryption and wasn't without, or the other way round. */
export function isAboutTls(error: unknown): boolean {
  const { code, message } = error as { readonly code?: string; readonly message?: string };
  return code === '28000' || /SSL|TLS/i.test(`${code ?? ''} ${message ?? ''}`);
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new InvalidRecordError(`The database URL's certificate can't be read: ${(error as Error).message}`);
  }
}
