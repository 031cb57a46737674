/** What is wrong with a FITS file, in a form that programs can act on. */
export type FitsErrorCode =
  /** The file has no bytes at all. */
  | 'empty'
  /** It doesn't begin with SIMPLE. */
  | 'not-fits'
  /** It is compressed by gzip, and that is damaged. */
  | 'bad-gzip'
  /** It ends inside a header. */
  | 'truncated'
  /** A header goes on without END beyond any plausible size. */
  | 'no-end'
  /** A card can't be understood, or can't be written. */
  | 'bad-card'
  /** BITPIX, NAXISn, PCOUNT or GCOUNT are missing, make no sense or don't fit the data. */
  | 'bad-structure';

/**
 * Content that can't be read or written as FITS; trying again won't help. What a {@link ByteSource} throws passes through as
 * it is.
 */
export class FitsError extends Error {
  constructor(
    /** Stable identifier of the kind of problem. */
    readonly code: FitsErrorCode,
    message: string,
  ) {
    super(message);
    this.name = 'FitsError';
  }
}
