/**
 * A header's value as FITS can hold it; `null` is FITS's undefined value (a card with '=' and nothing behind it).
 * Integers and floats are both numbers.
 */
export type HeaderValue = string | number | boolean | null;

/** A header by keyword, in the order of the cards; HIERARCH keywords without the word HIERARCH. */
export type Header = Readonly<Record<string, HeaderValue>>;
