/** Length of a FITS block in bytes; headers and data are padded to it (FITS 4.0, section 3.1). */
export const BLOCK_LENGTH = 2880;

/** Length of a header card in bytes (FITS 4.0, section 3.3.1). */
export const CARD_LENGTH = 80;

/** Length of a card's keyword field in bytes. */
export const KEYWORD_LENGTH = 8;

/** The next multiple of a block's length, in bytes. */
export function padded(length: number): number {
  return Math.ceil(length / BLOCK_LENGTH) * BLOCK_LENGTH;
}
