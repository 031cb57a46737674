import { type Card, isCommentary } from './card.js';
import { FitsError } from './errors.js';
import { CARD_LENGTH, KEYWORD_LENGTH } from './layout.js';
import { type ParsedValue, parseValue } from './parse-value.js';

/**
 * Reads a header's cards up to END, CONTINUE cards joined to the string that they continue. Bytes that aren't
 * printable ASCII read as '?', as the reference (astropy) has them. A card without '= ' is commentary by FITS 4.0,
 * section 4.1.2.3; those with other keywords than COMMENT, HISTORY and blank are left out.
 *
 * @param bytes begins with a header's first card and holds its END
 * @throws {FitsError} `bad-card`, `truncated` if there is no END
 */
export function parseCards(bytes: Uint8Array): Card[] {
  const cards: Card[] = [];
  let continuable = false;
  for (let offset = 0; offset + CARD_LENGTH <= bytes.length; offset += CARD_LENGTH) {
    const image = asciiText(bytes, offset);
    const keyword = image.slice(0, KEYWORD_LENGTH).trimEnd();
    if (keyword === 'END') return cards;

    if (keyword === 'CONTINUE') {
      const last = continuable ? cards.pop() : undefined;
      if (last) cards.push(joined(last, image));
      continue;
    }
    const card = parseCard(keyword, image);
    if (card) cards.push(card);
    continuable = card !== undefined && typeof card.value === 'string' && !isCommentary(card.keyword);
  }
  throw new FitsError('truncated', `No END within the header's ${bytes.length} bytes`);
}

function parseCard(keyword: string, image: string): Card | undefined {
  if (isCommentary(keyword)) return { keyword, value: image.slice(KEYWORD_LENGTH).trimEnd() };
  if (keyword === 'HIERARCH') {
    const equals = image.indexOf('=');
    if (equals < 0) return undefined;
    return valued(image.slice(KEYWORD_LENGTH, equals).trim(), image.slice(equals + 1));
  }
  if (image.slice(KEYWORD_LENGTH, KEYWORD_LENGTH + 2) !== '= ') return undefined;
  return valued(keyword.toUpperCase(), image.slice(KEYWORD_LENGTH + 2));
}

function valued(keyword: string, field: string): Card {
  return { keyword, ...understood(keyword, parseValue(field)) };
}

/** Appends a CONTINUE card; the ampersand that announced it goes (FITS 4.0, section 4.2.1.2). */
function joined(card: Card, image: string): Card {
  const next = understood(card.keyword, parseValue(image.slice(KEYWORD_LENGTH)));
  if (next.value !== null && typeof next.value !== 'string') {
    throw new FitsError('bad-card', `${card.keyword} is continued by something other than a string`);
  }
  const head = String(card.value);
  const value = (head.endsWith('&') ? head.slice(0, -1) : head) + (next.value ?? '');
  const comment = [card.comment, next.comment].filter(Boolean).join(' ');
  return { keyword: card.keyword, value, ...(comment ? { comment } : {}) };
}

function understood(keyword: string, parsed: ParsedValue | undefined): ParsedValue {
  if (!parsed) throw new FitsError('bad-card', `The value of ${keyword} is no FITS value`);
  return parsed;
}

function asciiText(bytes: Uint8Array, offset: number): string {
  let text = '';
  for (const byte of bytes.subarray(offset, offset + CARD_LENGTH)) {
    text += byte < 0x20 || byte > 0x7e ? '?' : String.fromCharCode(byte);
  }
  return text;
}
