import { startS3, type EmbeddedS3 } from '@footman/embedded';
import { createServer } from 'node:net';
import {
  ObjectNotFoundError,
  ObjectReplacedError,
  ObjectStore,
  ObjectStoreUnavailableError,
  s3TextReader,
} from '../src/index.js';

const BUCKET = 'local@raws';
let server: EmbeddedS3;
let env: NodeJS.ProcessEnv;
let store: ObjectStore;

beforeAll(async () => {
  server = await startS3();
  const endpoint = Object.assign(new URL(server.endpoint), {
    username: server.accessKey,
    password: server.secretKey,
  });
  env = { LSST_RESOURCES_S3_PROFILE_local: endpoint.href };
  store = new ObjectStore(env);
  await store.createBucket(BUCKET);
});

afterAll(async () => {
  store.close();
  await server.close();
});

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (content: Uint8Array) => new TextDecoder().decode(content);

describe('an object store', () => {
  test('gives back what was put, under keys with odd characters too', async () => {
    for (const key of ['a/plain.fits', 'a/with blank+plus%percent.fits', 'a/ü~=&.fits']) {
      await store.put(BUCKET, key, bytes(key));
      expect(text(await store.get(BUCKET, key))).toBe(key);
    }
  });

  test('removes an object, and has nothing against one that is gone already', async () => {
    await store.put(BUCKET, 'gone', bytes('x'));
    await store.delete(BUCKET, 'gone');
    await store.delete(BUCKET, 'gone');
    await expect(store.head(BUCKET, 'gone')).rejects.toThrow(ObjectNotFoundError);
  });

  test('gives small texts by their URI', async () => {
    await store.put(BUCKET, 'site/butler.yaml', bytes('registry: {}'));
    const read = s3TextReader(env);
    expect(await read(`s3://${BUCKET}/site/butler.yaml`)).toBe('registry: {}');
    await expect(read(`s3://${BUCKET}/other.yaml`)).rejects.toThrow(ObjectNotFoundError);
    await expect(read('file:///x')).rejects.toThrow('s3://[profile@]bucket/key');
  });

  test('reads ranges: within, across the end, past the end', async () => {
    await store.put(BUCKET, 'range', bytes('0123456789'));
    expect(text(await store.getRange(BUCKET, 'range', 2, 3))).toBe('234');
    expect(text(await store.getRange(BUCKET, 'range', 8, 10))).toBe('89');
    expect(await store.getRange(BUCKET, 'range', 10, 5)).toHaveLength(0);
    expect(await store.getRange(BUCKET, 'range', 0, 0)).toHaveLength(0);
  });

  test('gives an object part by part, and no other content than the one that was asked for', async () => {
    const content = new Uint8Array(3_000_000).map((_, i) => i % 251);
    await store.put(BUCKET, 'large', content);
    const { etag } = await store.head(BUCKET, 'large');
    const parts: Uint8Array[] = [];
    await store.stream(BUCKET, 'large', (part) => parts.push(Buffer.from(part)), { etag });
    expect(parts.length).toBeGreaterThan(10);
    expect(Buffer.concat(parts).equals(content)).toBe(true);
    await store.put(BUCKET, 'large', bytes('another'));
    const replaced = store.stream(BUCKET, 'large', () => undefined, { etag });
    await expect(replaced).rejects.toThrow(ObjectReplacedError);
    await expect(store.stream(BUCKET, 'none', () => undefined)).rejects.toThrow(ObjectNotFoundError);
  });

  test('tells size, etag and time, in a listing as of the object itself', async () => {
    const before = Date.now();
    await store.put(BUCKET, 'head', bytes('hello'));
    const described = await store.head(BUCKET, 'head');
    expect(described).toEqual({
      key: 'head',
      size: 5,
      etag: '5d41402abc4b2a76b9719d911017c592',
      lastModified: expect.any(Date),
    });
    // HTTP's dates have whole seconds.
    expect(described.lastModified.getTime()).toBeGreaterThan(before - 1000);
    for await (const { lastModified, ...listed } of store.list(BUCKET, { prefix: 'head' })) {
      expect({ ...described, ...listed }).toEqual(described);
      expect(Math.abs(lastModified.getTime() - described.lastModified.getTime())).toBeLessThan(1000);
    }
  });

  test('lists by prefix, in the order of the keys', async () => {
    const keys = Array.from({ length: 900 }, (_, i) => `list/${String(i).padStart(5, '0')}`);
    await Promise.all(keys.map((key) => store.put(BUCKET, key, bytes('x'))));
    const listed: string[] = [];
    for await (const { key } of store.list(BUCKET, { prefix: 'list/' })) listed.push(key);
    expect(listed).toEqual(keys);
  });

  test('lists directories, each once, in order, and no objects among them', async () => {
    for (const key of ['tree/b/deep/1', 'tree/a/1', 'tree/a/2', 'tree/a/deep/1', 'tree/file'])
      await store.put(BUCKET, key, bytes('x'));
    const found: string[] = [];
    for await (const directory of store.directories(BUCKET, 'tree/')) found.push(directory);
    expect(found).toEqual(['tree/a/', 'tree/b/']);
  });

  test('says that an object or a bucket is not there', async () => {
    await expect(store.get(BUCKET, 'nothing')).rejects.toThrow(ObjectNotFoundError);
    await expect(store.head(BUCKET, 'nothing')).rejects.toThrow('s3://local@raws/nothing');
    await expect(store.get('local@no-such-bucket', 'x')).rejects.toThrow(ObjectNotFoundError);
  });

  test('a bucket that is there already is fine', async () => {
    await expect(store.createBucket(BUCKET)).resolves.toBeUndefined();
  });
});

test('a store that is away is a passing trouble, and its credentials stay secret', async () => {
  const away = new ObjectStore({ S3_ENDPOINT_URL: `http://KEY:topsecret@127.0.0.1:${await closedPort()}` });
  const error = await away.get('raws', 'key').catch((e: unknown) => e);
  expect(error).toBeInstanceOf(ObjectStoreUnavailableError);
  expect(error).toMatchObject({ transient: true, code: 'object-store-unavailable' });
  expect(String(error)).not.toContain('topsecret');
  away.close();
});

/** A port at which nobody listens. */
async function closedPort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
