import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { ByteSource } from './byte-source.js';
import { FitsError } from './errors.js';

/** Whether bytes begin as a gzip file does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * A gzip file as if it weren't compressed. It is inflated from its beginning, and only as far as it is read: a header still
 * takes the file's first bytes, what lies behind data takes all of them.
 */
export class GunzippedSource implements ByteSource {
  private readonly inflated: AsyncIterator<Uint8Array>;
  private readonly pieces: Uint8Array[] = [];
  private length = 0;
  private ended = false;

  constructor(source: ByteSource, chunkLength: number) {
    const compressed = Readable.from(chunks(source, chunkLength), { objectMode: false });
    const gunzip = createGunzip();
    compressed.on('error', (error) => gunzip.destroy(error));
    this.inflated = compressed.pipe(gunzip)[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  }

  /** As {@link ByteSource.read}. @throws {FitsError} `truncated`, `bad-gzip` */
  async read(offset: number, length: number): Promise<Uint8Array> {
    while (!this.ended && this.length < offset + length) await this.inflate();
    return Buffer.concat(this.pieces).subarray(offset, offset + length);
  }

  /** Stops in the middle of the file. */
  async close(): Promise<void> {
    await this.inflated.return?.();
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
