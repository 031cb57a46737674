import type { ByteSource } from './byte-source.js';
import { FitsError } from './errors.js';
import type { Header } from './header.js';
import { type ReadOptions, scanHdus } from './scan-hdus.js';

/** How many headers to read, and how. */
export interface ReadHeadersOptions extends ReadOptions {
  /**
   * How many HDUs to read at most, the primary included.
   *
   * @default 1
   */
  readonly hdus?: number;
}

/**
 * Reads the headers of a file's first HDUs, fewer if the file has no more; data are skipped, not read.
 *
 * @throws {FitsError} anything but `missing-hdu`
 */
export async function readHeaders(source: ByteSource, options: ReadHeadersOptions = {}): Promise<Header[]> {
  const { hdus = 1, ...reading } = options;
  const headers: Header[] = [];
  for await (const { header } of scanHdus(source, reading)) {
    headers.push(header);
    if (headers.length >= hdus) break;
  }
  return headers;
}

/**
 * Reads the header of one HDU.
 *
 * @param index 0 for the primary HDU
 * @throws {FitsError} also `missing-hdu`
 */
export async function readHeader(source: ByteSource, index = 0, options: ReadOptions = {}): Promise<Header> {
  let count = 0;
  for await (const hdu of scanHdus(source, options)) {
    if (hdu.index === index) return hdu.header;
    count++;
  }
  throw new FitsError('missing-hdu', `There is no HDU ${index}: the file has ${count}`);
}
