import type { Card } from './card.js';

/** A card's value field, taken apart. */
export type ParsedValue = Pick<Card, 'value' | 'comment' | 'float'>;

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:E[+-]?\d+)?$/;
const FRACTION_OR_EXPONENT = /[.E]/;
const COMPLEX = /^\(.*,.*\)$/;

/**
 * Reads what follows '= ' on a card, in fixed or free format (FITS 4.0, section 4.2); blanks within numbers and
 * exponents with D or in lower case pass too. Integers beyond 2^53 become the nearest double, as they do in a JSON
 * sidecar. Complex values stay text.
 *
 * @returns undefined if it is none of FITS's types
 */
export function parseValue(field: string): ParsedValue | undefined {
  const text = field.trimStart();
  if (text.startsWith("'")) return parseString(text);

  const slash = text.indexOf('/');
  const token = (slash < 0 ? text : text.slice(0, slash)).trim();
  const comment = slash < 0 ? {} : commentOf(text.slice(slash));
  if (token === '') return { value: null, ...comment };
  if (token === 'T' || token === 'F') return { value: token === 'T', ...comment };
  if (COMPLEX.test(token)) return { value: token, ...comment };

  const digits = token.replaceAll(' ', '').toUpperCase().replace('D', 'E');
  if (!NUMBER.test(digits)) return undefined;
  return { value: Number(digits), float: FRACTION_OR_EXPONENT.test(digits), ...comment };
}

function parseString(text: string): ParsedValue | undefined {
  const close = closingQuote(text);
  if (close < 0) return undefined;
  const rest = text.slice(close + 1).trimStart();
  if (rest !== '' && !rest.startsWith('/')) return undefined;
  // Leading blanks count, trailing ones don't.
  return { value: text.slice(1, close).replaceAll("''", "'").trimEnd(), ...commentOf(rest) };
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

function commentOf(rest: string): { comment?: string } {
  const comment = rest.slice(1).trim();
  return comment ? { comment } : {};
}
