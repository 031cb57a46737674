import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { ByteSource } from './byte-source.js';
import { FitsError } from './errors.js';

/** Whether bytes begin as a gzip file does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Bytes into what a gzip file inflates to; headers further behind aren't looked for, as a few kilobytes may inflate to gigabytes. */
const MAX_INFLATED = 256 * 1024 * 1024;

/**
 * A gzip file as if it weren't compressed, for reading forward. It is inflated from its beginning, and only as far as it is read: a header
 * still takes the file's first bytes, what lies behind data takes all of them. What was passed by is forgotten.
 */
export class GunzippedSource implements ByteSource {
  private readonly inflated: AsyncIterator<Uint8Array>;
  private readonly pieces: Uint8Array[] = [];
  /** Where the first of them is. */
  private start = 0;
  private length = 0;
  private ended = false;

  constructor(source: ByteSource, chunkLength: number) {
    const compressed = Readable.from(chunks(source, chunkLength), { objectMode: false });
    const gunzip = createGunzip();
    compressed.on('error', (error) => gunzip.destroy(error));
    this.inflated = compressed.pipe(gunzip)[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  }

  /** As {@link ByteSource.read}, but never before where it was read last. @throws {FitsError} `truncated`, `bad-gzip`, `bad-structure` */
  async read(offset: number, length: number): Promise<Uint8Array> {
    if (offset + length > MAX_INFLATED)
      throw new FitsError('bad-structure', `A header would be ${offset} bytes into the inflated file`);
    this.forget(offset);
    while (!this.ended && this.length < offset + length) {
      await this.inflate();
      this.forget(offset);
    }
    return Buffer.concat(this.pieces).subarray(offset - this.start, offset - this.start + length);
  }

  /** Stops in the middle of the file. */
  async close(): Promise<void> {
    await this.inflated.return?.();
  }

  private forget(offset: number): void {
    for (let first = this.pieces[0]; first && this.start + first.length <= offset; first = this.pieces[0]) {
      this.start += first.length;
      this.pieces.shift();
    }
  }

  private async inflate(): Promise<void> {
    try {
      const { value, done } = await this.inflated.next();
      if (done) this.ended = true;
      else {
        this.pieces.push(value);
        this.length += value.length;
      }
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      if (code === 'Z_BUF_ERROR')
        throw new FitsError('truncated', 'The gzip file ends in the middle of a header');
      if (code.startsWith('Z_')) throw new FitsError('bad-gzip', 'The gzip file is damaged');
      throw error;
    }
  }
}

async function* chunks(source: ByteSource, chunkLength: number): AsyncGenerator<Uint8Array> {
  for (let offset = 0; ; offset += chunkLength) {
    const chunk = await source.read(offset, chunkLength);
    if (chunk.length > 0) yield chunk;
    if (chunk.length < chunkLength) return;
  }
}
