import type { HeaderValue } from './header.js';

/** One keyword of a header with what belongs to it; long strings are one card here. */
export interface Card {
  /** The keyword; of HIERARCH cards what stands between HIERARCH and '='. */
  readonly keyword: string;
  /** The value; the text of COMMENT, HISTORY and blank keywords. */
  readonly value: HeaderValue;
  /** The comment behind the slash. */
  readonly comment?: string;
  /** Whether a number is (to be) written with a decimal point or an exponent, which a JavaScript number can't tell. */
  readonly float?: boolean;
}

/** Whether a keyword carries text rather than a value: COMMENT, HISTORY and the blank keyword. */
export function isCommentary(keyword: string): boolean {
  return keyword === 'COMMENT' || keyword === 'HISTORY' || keyword === '';
}
