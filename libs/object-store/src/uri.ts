import { resolve } from 'node:path';
import { ObjectStoreError } from './errors.js';

/**
 * The URI of an object as the Butler stores it. Rubin's ResourcePath quotes nothing for S3, so neither does this.
 *
 * @param bucket `bucket` or `profile@bucket`
 */
export function formatS3Uri(bucket: string, key: string): string {
  return `s3://${bucket}/${key}`;
}

/**
 * Reads `s3://[profile@]bucket/key`; the key may be empty.
 *
 * @throws ObjectStoreError `bad-uri`
 */
export function parseS3Uri(uri: string): { readonly bucket: string; readonly key: string } {
  const [, bucket, key = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(uri) ?? [];
  if (!bucket)
    throw new ObjectStoreError('bad-uri', `${uri} is not of the form s3://[profile@]bucket/key`, false);
  return { bucket, key };
}

/**
 * The URI of a local file as the Butler stores it: absolute, quoted as Python's urllib does; a path that looks quoted already is
 * left as it is. Source: lsst.resources, ResourcePath.
 */
export function fileUri(path: string): string {
  const absolute = resolve(path);
  if (/%[0-9A-Fa-f]{2}/.test(absolute)) return `file://${absolute}`;
  const quoted = encodeURIComponent(absolute).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `file://${quoted.replaceAll('%2F', '/').replaceAll('%23', '#')}`;
}
