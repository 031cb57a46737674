/**
 * An S3 server in a process of its own: `node s3-server.js DIRECTORY PORT BUCKET`. What it has acknowledged is on disk as a whole, and
 * survives its being killed.
 */
import { createHash } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';

interface PutObject {
  readonly bucket: string;
  readonly key: string;
  readonly content: AsyncIterable<Buffer>;
}

interface Store {
  getResourcePath(bucket: string, key: string, resource: string): string;
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
await server.run();

async function replace(path: string, content: string | Buffer): Promise<void> {
  const unfinished = `${path}.${process.pid}-${written++}`;
  await writeFile(unfinished, content);
  await rename(unfinished, path);
}
