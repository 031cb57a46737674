import type { HeaderValue } from './header.js';

const NUMBER = /^[+-]? *(?:\d+\.?\d*|\.\d+)(?: *[ED] *[+-]? *\d+)?$/i;
const COMPLEX = /^\(.*,.*\)$/;

/**
 * Reads what follows '= ' on a card, in fixed or free format (FITS 4.0, section 4.2); blanks behind
 * signs and around exponents, and exponents with D or in lower case pass too, as in the reference (astropy). Integers beyond 2^53 become the nearest double, as they do in a JSON
 * sidecar. Complex values stay text.
 *
 * @returns undefined if it is none of FITS's types
 */
export function parseValue(field: string): HeaderValue | undefined {
  const text = field.trimStart();
  if (text.startsWith("'")) return parseString(text);

  const token = (text.split('/', 1)[0] ?? '').trim();
  if (token === '') return null;
  if (token === 'T' || token === 'F') return token === 'T';
  if (COMPLEX.test(token)) return token;

  return NUMBER.test(token) ? Number(token.replaceAll(' ', '').replace(/d/i, 'E')) : undefined;
}

function parseString(text: string): string | undefined {
  const close = closingQuote(text);
  if (close < 0 || !/^ *(?:\/|$)/.test(text.slice(close + 1))) return undefined;
  // Leading blanks count, trailing ones don't.
  return text.slice(1, close).replaceAll("''", "'").trimEnd();
}

/** The quote that ends a string. A lone one amid a word is let pass, since writers forget to double them. */
function closingQuote(text: string): number {
  for (let i = 1; i < text.length; i++) {
    if (text[i] !== "'") continue;
    if (text[i + 1] === "'") i++;
    else if (i + 1 === text.length || text[i + 1] === ' ' || text[i + 1] === '/') return i;
  }
  return -1;
}
