import { type EmbeddedS3, startS3 } from '@footman/embedded';
import { ObjectReplacedError, ObjectStore } from '@footman/object-store';
import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { ChecksumReader } from '../src/checksums.js';
import { FileRefusedError } from '../src/file-refused-error.js';
import { ingestedFile } from './ingested-file.js';

const BUCKET = 'embargo';

describe('checksums', () => {
  const signal = new AbortController().signal;
  let server: EmbeddedS3;
  let store: ObjectStore;

  beforeAll(async () => {
    server = await startS3({ buckets: [BUCKET] });
    store = new ObjectStore({
      S3_ENDPOINT_URL: server.endpoint,
      AWS_ACCESS_KEY_ID: server.accessKey,
      AWS_SECRET_ACCESS_KEY: server.secretKey,
    });
  });
  afterAll(async () => {
    store.close();
    await server.close();
  });

  async function put(key: string, content: Uint8Array) {
    await store.put(BUCKET, key, content);
    const { etag, size } = await store.head(BUCKET, key);
    return ingestedFile({ bucket: BUCKET, key, etag, size });
  }

  const random = (size: number) => new Uint8Array(size).map(() => Math.random() * 256);

  it.each([0, 1, 65_536, 3_000_001])('of %i bytes are what zlib and MD5 say', async (size) => {
    const content = random(size);
    // The last four bytes of what zlib writes are Adler's checksum of what it was given.
    const adler32 = deflateSync(content, { level: 0 }).subarray(-4).toString('hex');
    const md5 = createHash('md5').update(content).digest('hex');
    expect(await new ChecksumReader(store).of(await put(`size-${size}`, content), signal)).toEqual({
      adler32,
      md5,
    });
  });

  it('have their leading zeros', async () => {
    const file = await put('zeros', new Uint8Array(3));
    expect(await new ChecksumReader(store).of(file, signal)).toMatchObject({ adler32: '00030001' });
  });

  it('are of the content that was ingested, or of none', async () => {
    const file = await put('replaced', random(100));
    await put('replaced', random(100));
    await expect(new ChecksumReader(store).of(file, signal)).rejects.toThrow(ObjectReplacedError);
  });

  it('are not computed for a file of another size than was noticed', async () => {
    const file = await put('shorter', random(100));
    const reading = new ChecksumReader(store).of({ ...file, size: 101 }, signal);
    await expect(reading).rejects.toThrow(
      new FileRefusedError('its size is 100 bytes, and its notice said 101'),
    );
  });

  it('are remembered until they were of use, and those of so many files only', async () => {
    let bytes = 0;
    const reader = new ChecksumReader(store, { remembered: 2, onBytes: (count) => (bytes += count) });
    const [a, b, c] = [await put('a', random(10)), await put('b', random(10)), await put('c', random(10))];
    await Promise.all([reader.of(a, signal), reader.of(a, signal)]);
    await reader.of(b, signal);
    expect(bytes).toBe(20);
    await reader.of(c, signal);
    await reader.of(b, signal);
    expect(bytes).toBe(30);
    await reader.of(a, signal);
    reader.forget(a);
    await reader.of(a, signal);
    expect(bytes).toBe(50);
  });

  it('are given up when the service ends', async () => {
    const file = await put('given-up', random(5_000_000));
    const ending = new AbortController();
    const reading = new ChecksumReader(store, { onBytes: () => ending.abort() }).of(file, ending.signal);
    await expect(reading).rejects.toMatchObject({ code: 'aborted' });
  });
});
