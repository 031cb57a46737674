/**
 * An S3 server in a process of its own: `node s3-server.js DIRECTORY PORT BUCKET`. What it has acknowledged is on disk as a whole, and
 * survives its being killed.
 */
import { createHash } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

interface PutObject {
  readonly bucket: string;
  readonly key: string;
  readonly content: AsyncIterable<Buffer>;
}

interface ListOptions {
  readonly prefix?: string;
  readonly delimiter?: string;
  readonly maxKeys?: number;
}

interface Listing {
  readonly objects: readonly { readonly key: string }[];
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

/** s3rver's own overlooks directories that have nothing but directories in them, and fails when there's more than one page. */
const listObjects = server.store.listObjects.bind(server.store);
server.store.listObjects = async (bucket, options) => {
  const { prefix = '', delimiter } = options;
  const all = await listObjects(bucket, { ...options, delimiter: '', maxKeys: Infinity });
  if (!delimiter) return all;
  const { objects } = all;
  const endOf = (key: string) => key.indexOf(delimiter, prefix.length);
  const below = objects.filter(({ key }) => endOf(key) >= 0);
  return {
    objects: objects.filter(({ key }) => endOf(key) < 0),
    commonPrefixes: [...new Set(below.map(({ key }) => key.slice(0, endOf(key) + delimiter.length)))],
    isTruncated: false,
  };
};

/** s3rver's own answers before the file is written, and a server that is killed halfway leaves a part of it. */
server.store.putObject = async ({ bucket, key, content }) => {
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
  return { size: body.length, md5 };
};
await mkdir(`${directory}-unfinished`, { recursive: true });
await server.run();

async function replace(path: string, content: string | Buffer): Promise<void> {
  const unfinished = join(`${directory}-unfinished`, `${process.pid}-${written++}`);
  await writeFile(unfinished, content);
  await rename(unfinished, path);
}
