import { type Card, isCommentary } from './card.js';
import { FitsError } from './errors.js';
import { CARD_LENGTH, KEYWORD_LENGTH } from './layout.js';

const STANDARD_KEYWORD = /^[A-Z0-9_-]{1,8}$/;
const HIERARCH_KEYWORD = /^[!-<>-~](?:[ -<>-~]*[!-<>-~])?$/;
const PRINTABLE = /^[ -~]*$/;
const RESERVED = new Set(['END', 'CONTINUE', 'HIERARCH']);
/** Width of the field that fixed format right-justifies numbers in. */
const FIXED_WIDTH = 20;

/**
 * Writes a card as one or more images of 80 characters: keywords of more than 8 characters by HIERARCH, strings that don't
 * fit by CONTINUE, `null` as an undefined value. Comments are cut where the card ends.
 *
 * @throws {FitsError} `bad-card` for what FITS can't hold: NaN, infinities, other than printable ASCII, numbers that
 *   leave no room behind a long keyword
 */
export function formatCard(card: Card): string {
  if (isCommentary(card.keyword)) return formatCommentary(card);
  const head = formatKeyword(card.keyword);
  const comment = card.comment ? ` / ${printable(card.keyword, card.comment)}` : '';
  if (typeof card.value === 'string') return formatString(card.keyword, head, card.value, comment);

  const value = formatScalar(card);
  const isFixed = head.length === KEYWORD_LENGTH + 2;
  const image = head + (isFixed ? value.padStart(FIXED_WIDTH) : value);
  if (image.length > CARD_LENGTH) throw tooLong(card.keyword);
  return (image + comment).slice(0, CARD_LENGTH).padEnd(CARD_LENGTH);
}

function formatKeyword(keyword: string): string {
  if (RESERVED.has(keyword)) throw new FitsError('bad-card', `${keyword} can't be a card's keyword`);
  if (STANDARD_KEYWORD.test(keyword)) return `${keyword.padEnd(KEYWORD_LENGTH)}= `;
  if (HIERARCH_KEYWORD.test(keyword)) return `HIERARCH ${keyword} = `;
  throw new FitsError('bad-card', `${JSON.stringify(keyword)} can't be a keyword`);
}

function formatScalar({ keyword, value, float }: Card): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'T' : 'F';
  const number = value as number;
  if (!Number.isFinite(number))
    throw new FitsError('bad-card', `${keyword} is ${number}: FITS has no such number`);
  // Beyond 2^53, and for minus zero, only a float says exactly what the number is.
  if (!float && Number.isSafeInteger(number) && !Object.is(number, -0)) return String(number);
  const text = (Object.is(number, -0) ? '-0' : String(number)).replace('e+', 'E').replace('e', 'E');
  return /[.E]/.test(text) ? text : `${text}.0`;
}

function formatString(keyword: string, head: string, value: string, comment: string): string {
  const quoted = printable(keyword, value).replaceAll("'", "''");
  if (head.length + quoted.length + 2 <= CARD_LENGTH) {
    return `${head}'${quoted.padEnd(8)}'${comment}`.slice(0, CARD_LENGTH).padEnd(CARD_LENGTH);
  }
  return formatLongString(keyword, head, quoted, comment);
}

/** Cuts a string into pieces that end in an ampersand, never between the two halves of a doubled quote. */
function formatLongString(keyword: string, head: string, quoted: string, comment: string): string {
  let image = '';
  let prefix = head;
  let rest = quoted;
  while (prefix.length + rest.length + 2 > CARD_LENGTH) {
    const room = CARD_LENGTH - prefix.length - 3;
    if (room < 2) throw tooLong(keyword);
    const piece = /^(?:[^']|'')*/.exec(rest.slice(0, room))?.[0] ?? '';
    image += `${prefix}'${piece}&'`.padEnd(CARD_LENGTH);
    rest = rest.slice(piece.length);
    prefix = 'CONTINUE  ';
  }
  // A final ampersand would be taken for one more announcement, so another, empty card follows.
  if (rest.endsWith('&')) {
    const room = CARD_LENGTH - prefix.length - 3;
    if (rest.length > room) {
      image += `${prefix}'${rest.slice(0, -1)}&'`.padEnd(CARD_LENGTH);
      rest = '&';
    }
    image += `${prefix}'${rest}&'`.padEnd(CARD_LENGTH);
    rest = '';
  }
  return image + `${prefix}'${rest}'${comment}`.slice(0, CARD_LENGTH).padEnd(CARD_LENGTH);
}

function formatCommentary({ keyword, value }: Card): string {
  if (typeof value !== 'string')
    throw new FitsError('bad-card', `${keyword || 'A blank keyword'} needs a text`);
  const pieces = printable(keyword, value).match(/.{1,72}/g) ?? [''];
  return pieces.map((piece) => (keyword.padEnd(KEYWORD_LENGTH) + piece).padEnd(CARD_LENGTH)).join('');
}

function printable(keyword: string, text: string): string {
  if (PRINTABLE.test(text)) return text;
  throw new FitsError('bad-card', `${keyword} has characters other than printable ASCII`);
}

function tooLong(keyword: string): FitsError {
  return new FitsError('bad-card', `${keyword} leaves no room for its value on a card`);
}
