import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ByteSource, bytesSource, fileSource } from './byte-source.js';
import { encodeFits } from './encode-fits.js';
import { FitsError } from './errors.js';
import type { Header } from './header.js';
import { readHeader, readHeaders } from './read-headers.js';

/** Counts what is read. */
function counted(bytes: Uint8Array): ByteSource & { readonly reads: [number, number][] } {
  const reads: [number, number][] = [];
  return {
    reads,
    read: async (offset, length) => {
      reads.push([offset, length]);
      return bytes.subarray(offset, offset + length);
    },
  };
}

const MEGABYTE = 1024 * 1024;

function manyKeywords(count: number): Header {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`KEY${i}`, i]));
}

const image = new Uint8Array(100_000);
const file = encodeFits([
  { header: manyKeywords(300) },
  { header: { EXTNAME: 'ONE', INHERIT: true }, data: image },
  { header: { EXTNAME: 'TWO' }, data: image },
]);

describe('reading headers', () => {
  test('a primary header of ten blocks takes one read', async () => {
    const source = counted(file);
    const [primary] = await readHeaders(source);
    expect(primary).toMatchObject({ KEY0: 0, KEY299: 299 });
    expect(source.reads).toEqual([[0, 34_560]]);
  });

  test('the extension’s header behind it comes with the same read', async () => {
    const source = counted(file);
    expect(await readHeaders(source, { hdus: 2 })).toHaveLength(2);
    expect(source.reads).toHaveLength(1);
  });

  test('data are skipped, not read', async () => {
    const source = counted(file);
    const headers = await readHeaders(source, { hdus: 99, chunkLength: 2880 });
    expect(headers.map((header) => header['EXTNAME'])).toEqual([undefined, 'ONE', 'TWO']);
    const read = source.reads.reduce(
      (sum, [offset, length]) => sum + Math.min(length, file.length - offset),
      0,
    );
    expect(read).toBeLessThan(file.length - 2 * image.length);
  });

  test('a header longer than a chunk is put together', async () => {
    const headers = await readHeaders(bytesSource(file), { hdus: 3, chunkLength: 1000 });
    expect(headers).toEqual(await readHeaders(bytesSource(file), { hdus: 3 }));
  });

  test('the primary header can be had by itself', async () => {
    expect([await readHeader(bytesSource(file))]).toEqual(await readHeaders(bytesSource(file)));
  });

  test('a file with fewer HDUs gives fewer headers', async () => {
    expect(await readHeaders(bytesSource(file), { hdus: 99 })).toHaveLength(3);
  });

  test('what follows the last extension and is none ends the walk', async () => {
    const junk = Buffer.concat([file, Buffer.alloc(2880, 'x')]);
    expect(await readHeaders(bytesSource(junk), { hdus: 99 })).toHaveLength(3);
  });

  test.each<[string, Uint8Array, string]>([
    ['an empty file', new Uint8Array(), 'empty'],
    ['a file that ends in its header', file.subarray(0, 5000), 'truncated'],
    ['a file that ends in its first card', file.subarray(0, 20), 'truncated'],
    ['a file that begins with SIMPLE and has no more', Buffer.from('SIMPLE  =         T'), 'truncated'],
    ['JSON', Buffer.from('{"SIMPLE": true}'), 'not-fits'],
    ['a file of zeros', new Uint8Array(10_000), 'not-fits'],
    ['a file that begins with an extension', file.subarray(9 * 2880), 'not-fits'],
    ['a gzip file that ends in the header', gzipSync(file).subarray(0, 200), 'truncated'],
    [
      'a damaged gzip file',
      Uint8Array.of(0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 255, 255, 255, 255, 255),
      'bad-gzip',
    ],
    ['an empty file in gzip', gzipSync(''), 'empty'],
  ])('%s is refused', async (_, bytes, code) => {
    await expect(readHeaders(bytesSource(bytes))).rejects.toMatchObject({ name: 'FitsError', code });
  });

  test('a gzip file reads as if it were not compressed', async () => {
    const plain = await readHeaders(bytesSource(file), { hdus: 99 });
    expect(await readHeaders(bytesSource(gzipSync(file)), { hdus: 99 })).toEqual(plain);
  });

  test('of a gzip file only the beginning is read for a primary header', async () => {
    const noise = Buffer.concat([file.subarray(0, 9 * 2880), randomBytes(2_000_000)]);
    const source = counted(gzipSync(noise));
    await readHeaders(source, { chunkLength: 11520 });
    expect(source.reads.length).toBeLessThan(20);
  });

  test('a gzip file that inflates to much more is read without holding it, and not further than a limit', async () => {
    const bomb = (megabytes: number) => {
      const data = new Uint8Array(2880);
      const start = encodeFits([{ header: { NAXIS: 1, BITPIX: 8, NAXIS1: 2880 }, data }]);
      const text = Buffer.from(start).toString('latin1');
      const size = String(megabytes * MEGABYTE).padStart(20);
      const claims = text.replace(/NAXIS1 {2}= {1,17}2880/, `NAXIS1  = ${size}`);
      const zeros = gzipSync(Buffer.alloc(MEGABYTE));
      return Buffer.concat([
        gzipSync(Buffer.from(claims, 'latin1')),
        ...Array.from({ length: megabytes }, () => zeros),
      ]);
    };
    expect(bomb(100).length).toBeLessThan(MEGABYTE);
    const before = process.memoryUsage().arrayBuffers;
    expect(await readHeaders(bytesSource(bomb(100)), { hdus: 2 })).toHaveLength(1);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(60 * MEGABYTE);
    await expect(readHeaders(bytesSource(bomb(300)), { hdus: 2 })).rejects.toMatchObject({
      code: 'bad-structure',
    });
  });

  test('a file that ends in an extension’s header is refused once that header is asked for', async () => {
    const cut = bytesSource(file.subarray(0, 9 * 2880 + 100));
    expect(await readHeaders(cut)).toHaveLength(1);
    await expect(readHeaders(cut, { hdus: 2 })).rejects.toMatchObject({ code: 'truncated' });
  });

  test('a header without END is given up at the first bytes that are no card', async () => {
    const bytes = Buffer.concat([Buffer.from('SIMPLE  =                    T'.padEnd(2880)), image]);
    const source = counted(bytes);
    await expect(readHeaders(source, { chunkLength: 5760 })).rejects.toMatchObject({ code: 'bad-card' });
    expect(source.reads).toHaveLength(1);
  });

  test('an endless header is given up after a limit', async () => {
    const endless: ByteSource = {
      read: async (offset, length) =>
        Buffer.from((offset === 0 ? 'SIMPLE  =                    T' : '').padEnd(length)),
    };
    await expect(readHeaders(endless)).rejects.toMatchObject({ code: 'no-end' });
  });

  test('a primary header with an impossible shape is readable by itself', async () => {
    const text = file.slice();
    Buffer.from(text.buffer).write('BITPIX  =                    7', 80);
    expect(await readHeaders(bytesSource(text))).toHaveLength(1);
    const broken = encodeFits([{ header: {}, data: Uint8Array.of(1) }, { header: {} }]);
    Buffer.from(broken.buffer).write('BITPIX  =                    7', 80);
    await expect(readHeaders(bytesSource(broken), { hdus: 2 })).rejects.toMatchObject({
      code: 'bad-structure',
    });
  });
});

test('a damaged file is read or refused, and never fails otherwise', async () => {
  const damage = fc.array(fc.tuple(fc.nat({ max: file.length - 1 }), fc.nat({ max: 255 })), {
    maxLength: 20,
  });
  const header = fc.array(fc.tuple(fc.nat({ max: 2000 }), fc.nat({ max: 127 })), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(damage, header, fc.nat({ max: file.length }), async (anywhere, inFront, length) => {
      const bytes = file.slice(0, length);
      for (const [at, byte] of [...anywhere, ...inFront]) bytes[at] = byte;
      const outcome = await readHeaders(bytesSource(bytes), { hdus: 3 }).catch((error: unknown) => error);
      if (!Array.isArray(outcome)) expect(outcome).toBeInstanceOf(FitsError);
    }),
    { numRuns: 200 },
  );
});

describe('local files', () => {
  let directory: string;
  beforeAll(async () => (directory = await mkdtemp(join(tmpdir(), 'fits-'))));
  afterAll(() => rm(directory, { recursive: true }));

  test('a local file reads as its bytes do', async () => {
    const path = join(directory, 'a.fits');
    await writeFile(path, file);
    expect(await readHeaders(fileSource(path), { hdus: 9 })).toEqual(
      await readHeaders(bytesSource(file), { hdus: 9 }),
    );
    expect(await fileSource(path).read(file.length + 5, 10)).toHaveLength(0);
  });

  test('a file that is not there fails as the system says', async () => {
    const path = join(directory, 'missing.fits');
    await expect(readHeaders(fileSource(path))).rejects.toMatchObject({ code: 'ENOENT', path });
  });
});
