/**
 * An S3 server in a process of its own: `node s3-server.js DIRECTORY PORT BUCKET`. What it has acknowledged is on disk as a whole, and
 * survives its being killed.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

interface PutObject {
  readonly bucket: string;
  readonly key: string;
  readonly content: AsyncIterable<Buffer>;
}

interface ListOptions {
  readonly prefix?: string;
  readonly delimiter?: string;
  readonly startAfter?: string;
}

interface ListedObject {
  readonly key: string;
  readonly size: number;
  readonly lastModifiedDate: Date;
  readonly metadata: { readonly etag: string };
}

interface Listing {
  readonly objects: readonly ListedObject[];
  readonly commonPrefixes: readonly string[];
  readonly isTruncated: boolean;
}

interface Store {
  getResourcePath(bucket: string, key: string, resource: string): string;
  listObjects(bucket: string, options: ListOptions): Promise<Listing>;
  putObject(object: PutObject): Promise<{ readonly size: number; readonly md5: string }>;
}

type S3ServerClass = new (options: object) => { readonly store: Store; run(): Promise<unknown> };

let written = 0;
const [directory = '', port, bucket = ''] = process.argv.slice(2);
const S3rver = createRequire(import.meta.url)('s3rver') as S3ServerClass;
const server = new S3rver({
  directory,
  address: '127.0.0.1',
  port: Number(port),
  silent: true,
  vhostBuckets: false,
  configureBuckets: [{ name: bucket }],
});

/** What is on disk, by key. */
const index = new Map<string, ListedObject>();

/**
 * s3rver's own reads three files for each object, overlooks directories that have nothing but directories in them, and fails when
 * there's more than one page.
 */
server.store.listObjects = async (_, { prefix = '', delimiter, startAfter = '' }) => {
  const objects = [];
  const commonPrefixes = new Set<string>();
  for (const key of [...index.keys()].sort()) {
    if (!key.startsWith(prefix) || key <= startAfter) continue;
    const end = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
    if (delimiter && end >= 0) commonPrefixes.add(key.slice(0, end + delimiter.length));
    else objects.push(index.get(key) as ListedObject);
  }
  return { objects, commonPrefixes: [...commonPrefixes], isTruncated: false };
};

/** s3rver's own answers before the file is written, and a server that is killed halfway leaves a part of it. */
server.store.putObject = async ({ key, content }) => {
  const chunks: Buffer[] = [];
  for await (const chunk of content) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const md5 = createHash('md5').update(body).digest('hex');
  const path = server.store.getResourcePath(bucket, key, 'object');
  await mkdir(dirname(path), { recursive: true });
  // The object comes last: what is listed is whole.
  await replace(`${path}.md5`, md5);
  await replace(server.store.getResourcePath(bucket, key, 'metadata.json'), '{}');
  await replace(path, body);
  await note(key, path);
  return { size: body.length, md5 };
};
await mkdir(`${directory}-unfinished`, { recursive: true });
const home = server.store.getResourcePath(bucket, '', 'object');
const ending = basename(home);
for (const file of await readdir(dirname(home), { recursive: true }).catch(() => [])) {
  if (file.endsWith(ending)) await note(file.slice(0, -ending.length), join(dirname(home), file));
}
await server.run();

async function note(key: string, path: string): Promise<void> {
  const { size, mtime } = await stat(path);
  const etag = JSON.stringify(await readFile(`${path}.md5`, 'utf8'));
  index.set(key, { key, size, lastModifiedDate: mtime, metadata: { etag } });
}

async function replace(path: string, content: string | Buffer): Promise<void> {
  const unfinished = join(`${directory}-unfinished`, `${process.pid}-${written++}`);
  await writeFile(unfinished, content);
  await rename(unfinished, path);
}
