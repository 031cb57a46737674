import { FitsError } from './errors.js';
import type { HeaderValue } from './header.js';
import { CARD_LENGTH, KEYWORD_LENGTH } from './layout.js';

/** A keyword and its value, to be written. */
export interface Card {
  /** The keyword; of HIERARCH cards what stands between HIERARCH and '='. */
  readonly keyword: string;
  readonly value: HeaderValue;
  /** Whether to write a whole number with a decimal point, which a JavaScript number can't tell. */
  readonly float?: boolean;
}

const STANDARD_KEYWORD = /^[A-Z0-9_-]{1,8}$/;
const HIERARCH_KEYWORD = /^[!-<>-~](?:[ -<>-~]*[!-<>-~])?$/;
const NO_VALUE = new Set(['END', 'CONTINUE', 'HIERARCH', 'COMMENT', 'HISTORY']);
/** Width of the field that fixed format right-justifies numbers in. */
const FIXED_WIDTH = 20;

/**
 * Writes a card as one or more images of 80 characters: keywords of more than 8 characters by HIERARCH, strings that don't
 * fit by CONTINUE, `null` as an undefined value.
 *
 * @throws {FitsError} `bad-card` for what FITS can't hold: NaN, infinities, other than printable ASCII, values that
 *   have no room behind a long keyword
 */
export function formatCard({ keyword, value, float = false }: Card): string {
  const head = formatKeyword(keyword);
  if (typeof value === 'string') return formatString(keyword, head, value);

  const text = value === null ? '' : formatScalar(keyword, value, float);
  const isFixed = head.length === KEYWORD_LENGTH + 2;
  const image = head + (isFixed ? text.padStart(FIXED_WIDTH) : text);
  if (image.length > CARD_LENGTH) throw tooLong(keyword);
  return image.padEnd(CARD_LENGTH);
}

function formatKeyword(keyword: string): string {
  if (NO_VALUE.has(keyword)) throw new FitsError('bad-card', `${keyword} can't have a value`);
  if (STANDARD_KEYWORD.test(keyword)) return `${keyword.padEnd(KEYWORD_LENGTH)}= `;
  if (HIERARCH_KEYWORD.test(keyword)) return `HIERARCH ${keyword} = `;
  throw new FitsError('bad-card', `${JSON.stringify(keyword)} can't be a keyword`);
}

function formatScalar(keyword: string, value: number | boolean, float: boolean): string {
  if (typeof value === 'boolean') return value ? 'T' : 'F';
  if (!Number.isFinite(value))
    throw new FitsError('bad-card', `${keyword} is ${value}: FITS has no such number`);
  const text = Object.is(value, -0) ? '-0' : String(value).replace(/e\+?/, 'E');
  // Beyond 2^53, and for minus zero, only a float says exactly what the number is.
  const isWhole = Number.isSafeInteger(value) && !Object.is(value, -0);
  return (isWhole && !float) || /[.E]/.test(text) ? text : `${text}.0`;
}

/** Strings that don't fit are cut into pieces that end in an ampersand, never between the halves of a doubled quote. */
function formatString(keyword: string, head: string, value: string): string {
  if (!/^[ -~]*$/.test(value)) {
    throw new FitsError('bad-card', `${keyword} has characters other than printable ASCII`);
  }
  let images = '';
  let prefix = head;
  let rest = value.replaceAll("'", "''");
  while (prefix.length + rest.length + 2 > CARD_LENGTH) {
    const room = CARD_LENGTH - prefix.length - 3;
    if (room < 2) throw tooLong(keyword);
    const piece = /^(?:[^']|'')*/.exec(rest.slice(0, room))?.[0] ?? '';
    images += `${prefix}'${piece}&'`.padEnd(CARD_LENGTH);
    rest = rest.slice(piece.length);
    prefix = 'CONTINUE  ';
  }
  // At least 8 characters, for readers that expect fixed format.
  const padded = rest.padEnd(Math.min(8, CARD_LENGTH - prefix.length - 2));
  return images + `${prefix}'${padded}'`.padEnd(CARD_LENGTH);
}

function tooLong(keyword: string): FitsError {
  return new FitsError('bad-card', `${keyword} leaves no room for its value on a card`);
}
