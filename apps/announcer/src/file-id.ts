import type { IngestedFile } from '@footman/feeds';
import { createHash } from 'node:crypto';

/** Tells a file that is announced twice from two files: the same content under the same key has the same id. */
export function fileId({ bucket, key, etag }: Pick<IngestedFile, 'bucket' | 'key' | 'etag'>): string {
  return shortHash([bucket, key, etag]);
}

/** A short text that differs where one of the parts or their order does. */
export function shortHash(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('base64url').slice(0, 32);
}
