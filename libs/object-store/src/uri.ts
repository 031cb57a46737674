import { resolve } from 'node:path';
import { ObjectStoreError } from './errors.js';

/**
 * The URI of an object as the Butler stores it. Rubin's ResourcePath quotes nothing for S3, so neither does this. It does drop line
 * breaks, tabs and a '?' or '#' at the very end, and when such a URI is read back takes '%20' for a blank and all behind '?' or
 * '#' for no part of the key: keys with those can't be told from others in a Butler, whoever wrote them.
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
 * The URI of a local file as the Butler stores it: absolute and quoted as Python's urllib does. What follows the last '#' of
 * the file's name is a fragment, and a path with escapes in upper case is taken for quoted already. Environment variables in the
 * path, which the reference would expand, stay. Source: lsst.resources, ResourcePath.
 */
export function fileUri(path: string): string {
  const isQuoted = /%[0-9A-F]{2}/.test(path);
  const hash = path.indexOf('#', path.lastIndexOf('/') + 1) < 0 ? -1 : path.lastIndexOf('#');
  const file = hash < 0 ? path : path.slice(0, hash);
  const fragment = hash < 0 ? '' : path.slice(hash);
  const directory = file.endsWith('/') ? '/' : '';
  return `file://${quoted(resolve(isQuoted ? unquoted(file) : file))}${directory}${fragment === '#' ? '' : fragment}`;
}

function quoted(path: string): string {
  return encodeURIComponent(path)
    .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%2F', '/');
}

function unquoted(path: string): string {
  return path.replace(/(?:%[0-9A-Fa-f]{2})+/g, (escapes) =>
    Buffer.from(escapes.replaceAll('%', ''), 'hex').toString('utf8'),
  );
}
