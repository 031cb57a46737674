import { FitsError } from './errors.js';

/** Whether bytes begin as an extension's header does. */
export function isExtension(bytes: Uint8Array): boolean {
  return startsWith(bytes, 'XTENSION=');
}

/**
 * Refuses what doesn't begin as a primary header does, and says what it is instead where that is known.
 *
 * @throws {FitsError} `empty`, `not-fits`
 */
export function requirePrimary(bytes: Uint8Array): void {
  if (startsWith(bytes, 'SIMPLE  =')) return;
  if (bytes.length === 0) throw new FitsError('empty', 'The file is empty (0 bytes)');
  throw new FitsError('not-fits', "Not a FITS file: it doesn't begin with SIMPLE =");
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  return Buffer.from(bytes.subarray(0, text.length)).toString('latin1') === text;
}
