import { type Card, formatCard } from './format-card.js';
import type { Header } from './header.js';
import { CARD_LENGTH, padded } from './layout.js';
import { withStructure } from './structure.js';

/** One HDU to write. */
export interface HduToWrite {
  /** Values by keyword, or cards where it matters that a whole number is a float. */
  readonly header: Header | readonly Card[];
  /** The data in FITS's byte order (big-endian), without padding. */
  readonly data?: Uint8Array;
}

/**
 * Writes a FITS file of images: mandatory keywords first and filled in where missing, all else in the order given.
 *
 * @throws {FitsError} `bad-card`, `bad-structure`
 */
export function encodeFits(hdus: readonly HduToWrite[]): Uint8Array {
  const parts = hdus.flatMap(({ header, data = new Uint8Array() }, hdu) => {
    const cards = withStructure(cardsOf(header), data.length, hdu);
    const text = cards.map(formatCard).join('') + 'END'.padEnd(CARD_LENGTH);
    const headerBytes = Buffer.from(text.padEnd(padded(text.length)), 'latin1');
    return [headerBytes, data, new Uint8Array(padded(data.length) - data.length)];
  });
  return new Uint8Array(Buffer.concat(parts));
}

function cardsOf(header: Header | readonly Card[]): readonly Card[] {
  if (isCards(header)) return header;
  return Object.entries(header).map(([keyword, value]) => ({ keyword, value }));
}

function isCards(header: Header | readonly Card[]): header is readonly Card[] {
  return Array.isArray(header);
}
