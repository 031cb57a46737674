import { resolve } from 'node:path';
import { ObjectStoreError } from './errors.js';

/**
 * The URI of an object as the Butler stores it. Rubin's ResourcePath quotes nothing for S3, so neither does this. It does drop line
 * breaks, tabs and a '?' or '#' with nothing behind it, and when such a URI is read back takes '%20' for a blank and all behind '?' or
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
 * The URI of a local file as the Butler stores it: absolute and quoted as Python's urllib does, which keeps letters, digits and
 * `_.-~/` alone. Environment variables in the path, which the reference would expand, stay. Source: lsst.resources, ResourcePath.
 */
export function fileUri(path: string): string {
  const [file, rest] = ESCAPE.test(path) ? splitQuoted(path) : splitUnquoted(path);
  const directory = file.endsWith('/') ? '/' : '';
  return `file://${quoted(resolve(file))}${directory}${rest}`;
}

/** A path that has these is taken for quoted already. */
const ESCAPE = /%[0-9A-F]{2}/;

/** What follows the last '#' of the file's name is a fragment; nothing else has a meaning. */
function splitUnquoted(path: string): [file: string, rest: string] {
  const hash = path.lastIndexOf('#');
  if (hash <= path.lastIndexOf('/')) return [path, ''];
  const fragment = path.slice(hash);
  return [path.slice(0, hash), fragment === '#' ? '' : fragment];
}

/** As urllib reads a URI without a scheme: path;parameters?query#fragment. Only the path is quoted anew; what is empty falls away. */
function splitQuoted(path: string): [file: string, rest: string] {
  const [, beforeFragment = '', fragment = ''] = /^([^#]*)(#.*)?$/s.exec(path) ?? [];
  const [, beforeQuery = '', query = ''] = /^([^?]*)(\?.*)?$/s.exec(beforeFragment) ?? [];
  const [, file = '', parameters = ''] = /^(.*\/[^/;]*|[^/;]*)(;[^/]*)?$/s.exec(beforeQuery) ?? [];
  return [unquoted(file), [parameters, query, fragment].filter((part) => part.length > 1).join('')];
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
