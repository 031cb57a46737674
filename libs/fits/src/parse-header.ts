import { FitsError } from './errors.js';
import type { Header, HeaderValue } from './header.js';
import { CARD_LENGTH, KEYWORD_LENGTH } from './layout.js';
import { parseValue } from './parse-value.js';

/**
 * Reads a header up to its END. Of a keyword that occurs more than once the last value counts, at the first one's place, as
 * in the reference (lsst.afw's readMetadata). Long strings are put together from their CONTINUE cards. Cards without a
 * value (COMMENT, HISTORY, blank, or without '= ') are left out. Bytes that aren't printable ASCII read as '?', as
 * astropy has them.
 *
 * @throws {FitsError} `bad-card`
 */
export function parseHeader(bytes: Uint8Array): Header {
  const text = Buffer.from(bytes)
    .toString('latin1')
    .replace(/[^ -~]/g, '?');
  const values = new Map<string, HeaderValue>();
  let continuable: string | undefined;
  for (let offset = 0; offset < text.length; offset += CARD_LENGTH) {
    const image = text.slice(offset, offset + CARD_LENGTH);
    const name = image.slice(0, KEYWORD_LENGTH).trimEnd();
    if (name === 'END') break;
    if (name === 'CONTINUE') {
      if (continuable) values.set(continuable, continued(continuable, values.get(continuable), image));
      continue;
    }
    const keyword = keywordOf(name, image);
    continuable = keyword;
    if (keyword === undefined) continue;
    values.set(keyword, valueOf(keyword, image.slice(image.indexOf('=') + 1)));
  }
  return Object.fromEntries(values);
}

/** @returns undefined if the card has no value (FITS 4.0, section 4.1.2.3) */
function keywordOf(name: string, image: string): string | undefined {
  if (name === 'HIERARCH') {
    const equals = image.indexOf('=');
    return image.slice(KEYWORD_LENGTH, Math.max(equals, 0)).trim() || undefined;
  }
  if (name === '' || name === 'COMMENT' || name === 'HISTORY') return undefined;
  return image.startsWith('= ', KEYWORD_LENGTH) ? name.toUpperCase() : undefined;
}

/** Appends a CONTINUE card to a string; the ampersand that announced it goes (FITS 4.0, section 4.2.1.2). */
function continued(keyword: string, head: HeaderValue | undefined, image: string): HeaderValue {
  if (typeof head !== 'string') return head ?? null;
  const next = valueOf(keyword, image.slice(KEYWORD_LENGTH));
  if (next !== null && typeof next !== 'string') {
    throw new FitsError('bad-card', `${keyword} is continued by something other than a string`);
  }
  return (head.endsWith('&') ? head.slice(0, -1) : head) + (next ?? '');
}

function valueOf(keyword: string, field: string): HeaderValue {
  const value = parseValue(field);
  if (value === undefined) throw new FitsError('bad-card', `The value of ${keyword} is no FITS value`);
  return value;
}
