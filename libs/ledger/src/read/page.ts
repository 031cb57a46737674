import { LedgerError } from '../errors.js';

/** Which part of a list is wanted. */
export interface Page {
  /** @default 100 */
  readonly limit?: number;
  /** `next` of the page before. */
  readonly after?: string;
}

/** A part of a list. */
export interface PageOf<T> {
  readonly items: readonly T[];
  /** For {@link Page.after}; null at the end. */
  readonly next: string | null;
}

/** Makes a cursor of what the list is ordered by. */
export function writeCursor(values: readonly string[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/** @throws LedgerError `ledger.bad_page` where the text is no cursor of this list */
export function readCursor(text: string, length: number): string[] {
  try {
    const values: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (Array.isArray(values) && values.length === length && values.every((v) => typeof v === 'string')) {
      return values;
    }
  } catch {
    // It's said below.
  }
  throw new LedgerError("This isn't a page of the ledger's: take `next` of the page before as it is.", {
    code: 'ledger.bad_page',
    transient: false,
  });
}
