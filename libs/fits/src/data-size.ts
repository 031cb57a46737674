import { FitsError } from './errors.js';
import type { Header } from './header.js';

/**
 * Length in bytes of the data that follow a header, without padding (FITS 4.0, sections 4.4.1 and 6.1.1 for random
 * groups).
 *
 * @throws {FitsError} `bad-structure`
 */
export function dataSize(header: Header): number {
  const axes = Array.from({ length: integer(header, 'NAXIS') }, (_, i) => integer(header, `NAXIS${i + 1}`));
  if (axes.length === 0) return 0;
  const isGroups = header['GROUPS'] === true && axes[0] === 0;
  const elements = (isGroups ? axes.slice(1) : axes).reduce((product, axis) => product * axis, 1);
  const perGroup = integer(header, 'PCOUNT', 0) + elements;
  const size = (Math.abs(bitpix(header)) / 8) * integer(header, 'GCOUNT', 1) * perGroup;
  if (!Number.isSafeInteger(size))
    throw new FitsError('bad-structure', 'NAXISn give an impossible data size');
  return size;
}

const BITPIX = new Set<unknown>([8, 16, 32, 64, -32, -64]);

function bitpix(header: Header): number {
  const value = header['BITPIX'];
  if (BITPIX.has(value)) return value as number;
  throw new FitsError('bad-structure', `BITPIX is ${shown(value)}, not one of 8, 16, 32, 64, -32, -64`);
}

function integer(header: Header, keyword: string, fallback?: number): number {
  const value = header[keyword] ?? fallback;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) {
    if (keyword !== 'NAXIS' || value <= 999) return value;
  }
  throw new FitsError('bad-structure', `${keyword} is ${shown(value)}, which gives no data size`);
}

function shown(value: unknown): string {
  return value === undefined ? 'missing' : JSON.stringify(value);
}
