import type { ByteSource } from './byte-source.js';
import { dataSize } from './data-size.js';
import { FitsError } from './errors.js';
import type { Header } from './header.js';
import { isExtension, isPrimary, requireStart } from './header-start.js';
import { BLOCK_LENGTH, CARD_LENGTH, KEYWORD_LENGTH, padded } from './layout.js';
import { parseHeader } from './parse-header.js';
import { ReadAhead } from './read-ahead.js';

/** One HDU's header and where it is. */
export interface Hdu {
  /** 0 for the primary HDU. */
  readonly index: number;
  readonly header: Header;
  /** Offset in bytes of the header in the file. */
  readonly headerOffset: number;
  /** Offset in bytes of the data in the file. */
  readonly dataOffset: number;
}

/** How a file is read. */
export interface ReadOptions {
  /**
   * Bytes to ask for at once. An LSSTCam primary header has about 10 blocks of 2,880 bytes and the extension behind it 4.
   *
   * @default 46080 (16 blocks)
   */
  readonly chunkLength?: number;
  /**
   * Bytes after which a header without END is given up.
   *
   * @default 2949120 (1,024 blocks)
   */
  readonly maxHeaderLength?: number;
}

/**
 * Walks through a file's HDUs, reading headers and skipping data; nothing is read before it is asked for. The walk ends
 * where the file does, or where something other than an extension follows the last one.
 *
 * @throws {FitsError} anything but `missing-hdu`
 */
export async function* scanHdus(source: ByteSource, options: ReadOptions = {}): AsyncGenerator<Hdu, void> {
  const { chunkLength = 16 * BLOCK_LENGTH, maxHeaderLength = 1024 * BLOCK_LENGTH } = options;
  const reader = new ReadAhead(source, chunkLength);
  for (let index = 0, offset = 0; ; index++) {
    const start = await reader.read(offset, BLOCK_LENGTH);
    if (index === 0) requirePrimary(start);
    else if (!isExtension(start)) return;

    const bytes = await readHeader(reader, offset, index, maxHeaderLength);
    const header = parseHeader(bytes);
    const dataOffset = offset + bytes.length;
    yield { index, header, headerOffset: offset, dataOffset };
    offset = dataOffset + padded(dataSize(header));
  }
}

function requirePrimary(start: Uint8Array): void {
  requireStart(start);
  if (!isPrimary(start)) throw new FitsError('not-fits', 'Not a FITS file: it begins with an extension');
}

async function readHeader(reader: ReadAhead, offset: number, index: number, maxLength: number) {
  for (let length = BLOCK_LENGTH; length <= maxLength; length += BLOCK_LENGTH) {
    const bytes = await reader.read(offset, length);
    if (bytes.length < length) {
      throw new FitsError(
        'truncated',
        `The file ends at ${offset + bytes.length} bytes, inside the header of HDU ${index}`,
      );
    }
    if (hasEnd(bytes.subarray(length - BLOCK_LENGTH), index)) return bytes;
  }
  throw new FitsError('no-end', `The header of HDU ${index} has no END within ${maxLength} bytes`);
}

/** Looks for END, and stops at the first card that can't be one: without END, data would be read as cards. */
function hasEnd(block: Uint8Array, index: number): boolean {
  for (let offset = 0; offset < block.length; offset += CARD_LENGTH) {
    const keyword = block.subarray(offset, offset + KEYWORD_LENGTH);
    if (keyword.some((byte) => byte < 0x20 || byte > 0x7e)) {
      throw new FitsError(
        'bad-card',
        `The header of HDU ${index} holds bytes that are no card: END is missing or it is damaged`,
      );
    }
    if (Buffer.from(keyword).toString('latin1') === 'END     ') return true;
  }
  return false;
}
