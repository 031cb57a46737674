import type { ByteSource } from './byte-source.js';
import { dataSize } from './data-size.js';
import { FitsError } from './errors.js';
import { GunzippedSource, isGzip } from './gunzipped-source.js';
import { isExtension, requirePrimary } from './header-start.js';
import type { Header } from './header.js';
import { BLOCK_LENGTH, CARD_LENGTH, KEYWORD_LENGTH, padded } from './layout.js';
import { parseHeader } from './parse-header.js';
import { ReadAhead } from './read-ahead.js';

/** How many headers to read, and how. */
export interface ReadHeadersOptions {
  /**
   * How many HDUs to read at most, the primary included.
   *
   * @default 1
   */
  readonly hdus?: number;
  /**
   * Bytes to ask for at once.
   *
   * @default 34560 (12 blocks)
   */
  readonly chunkLength?: number;
}

const CHUNK_LENGTH = 12 * BLOCK_LENGTH;
/** Bytes after which a header without END is given up: ten thousand cards, where a raw file has some hundreds. */
const MAX_HEADER_LENGTH = 280 * BLOCK_LENGTH;

/**
 * Reads the headers of a file's first HDUs; fewer if the file ends, or something other than an extension follows. Data are
 * skipped by their computed size, not read. A file that is compressed by gzip is read as if it weren't.
 *
 * @throws {FitsError} any code
 */
export async function readHeaders(source: ByteSource, options: ReadHeadersOptions = {}): Promise<Header[]> {
  const { hdus = 1, chunkLength = CHUNK_LENGTH } = options;
  const reader = new ReadAhead(source, chunkLength);
  if (!isGzip(await reader.read(0, BLOCK_LENGTH))) return walk(reader, hdus);

  const inflated = new GunzippedSource(reader, chunkLength);
  try {
    return await walk(new ReadAhead(inflated, BLOCK_LENGTH), hdus);
  } finally {
    await inflated.close();
  }
}

async function walk(reader: ReadAhead, hdus: number): Promise<Header[]> {
  const headers: Header[] = [];
  let offset = 0;
  for (;;) {
    const start = await reader.read(offset, BLOCK_LENGTH);
    if (headers.length === 0) requirePrimary(start);
    else if (!isExtension(start)) return headers;

    const bytes = await readHeaderBytes(reader, offset, headers.length);
    const header = parseHeader(bytes);
    headers.push(header);
    if (headers.length >= hdus) return headers;
    offset += bytes.length + padded(dataSize(header));
  }
}

/**
 * Reads the primary header.
 *
 * @throws {FitsError} any code but `bad-structure`
 */
export async function readHeader(source: ByteSource): Promise<Header> {
  const [primary] = await readHeaders(source);
  return primary as Header;
}

async function readHeaderBytes(reader: ReadAhead, offset: number, hdu: number): Promise<Uint8Array> {
  for (let length = BLOCK_LENGTH; length <= MAX_HEADER_LENGTH; length += BLOCK_LENGTH) {
    const bytes = await reader.read(offset, length);
    if (bytes.length < length) {
      const end = offset + bytes.length;
      throw new FitsError('truncated', `The file ends at ${end} bytes, inside the header of HDU ${hdu}`);
    }
    if (hasEnd(bytes.subarray(length - BLOCK_LENGTH), hdu)) return bytes;
  }
  throw new FitsError('no-end', `The header of HDU ${hdu} has no END within ${MAX_HEADER_LENGTH} bytes`);
}

/** Looks for END, and stops at the first card that can't be one: without END, data would be read as cards. */
function hasEnd(block: Uint8Array, hdu: number): boolean {
  for (let offset = 0; offset < block.length; offset += CARD_LENGTH) {
    const keyword = Buffer.from(block.subarray(offset, offset + KEYWORD_LENGTH)).toString('latin1');
    if (keyword === 'END     ') return true;
    if (/[^ -~]/.test(keyword)) {
      throw new FitsError(
        'bad-card',
        `The header of HDU ${hdu} holds bytes that are no card: END is missing or it is damaged`,
      );
    }
  }
  return false;
}
