import type { Header, HeaderValue } from '@footman/fits';

/** What a header doesn't tell, or not in a form that can be used; becomes a TranslationError with the property's name. */
export class HeaderGapError extends Error {
  override name = 'HeaderGapError';
}

/**
 * Typed access to a header, which tells keywords that are absent from those without a value only where it matters. Corrections
 * lie over the header, so that it needn't be copied: copying its 250 cards takes longer than translating them.
 */
export class HeaderReader {
  constructor(
    private readonly header: Header,
    private readonly corrections: Header = {},
  ) {}

  /** Whether the keyword is there, with or without a value. */
  contains(key: string): boolean {
    return Object.hasOwn(this.corrections, key) || Object.hasOwn(this.header, key);
  }

  /** Whether all of the keywords have values. */
  has(...keys: readonly string[]): boolean {
    return keys.every((key) => this.value(key) !== null);
  }

  /** The keyword's value; null where the keyword is absent or has none. */
  value(key: string): HeaderValue {
    const source = Object.hasOwn(this.corrections, key) ? this.corrections : this.header;
    return (Object.hasOwn(source, key) ? source[key] : null) ?? null;
  }

  /** Whether some keyword that contains a word has a value other than zero, false or the empty string. */
  flags(word: string): boolean {
    for (const key in this.header) if (key.includes(word) && this.value(key)) return true;
    for (const key in this.corrections) if (key.includes(word) && this.value(key)) return true;
    return false;
  }

  /** The first of the keywords that has a value, or null. */
  first(...keys: readonly string[]): HeaderValue {
    const key = keys.find((candidate) => this.has(candidate));
    return key === undefined ? null : this.value(key);
  }

  /** The first value among the keywords, written as text whatever it is. @throws HeaderGapError if none has one. */
  label(...keys: readonly string[]): string {
    const value = this.first(...keys);
    if (value === null) throw missing(keys);
    return asText(value);
  }

  /** The first value among the keywords as text, or a default where there is none or it's NaN. */
  labelOr(fallback: string, ...keys: readonly string[]): string {
    const value = this.first(...keys);
    return value === null || Number.isNaN(value) ? fallback : asText(value);
  }

  /** @throws HeaderGapError where the value is missing or no string. */
  text(key: string): string {
    const value = this.value(key);
    if (typeof value === 'string') return value;
    throw value === null ? missing([key]) : unfit(key, value, 'a string');
  }

  /** The number; flags count as 1 and 0. @throws HeaderGapError where the value is missing or no number. */
  number(key: string): number {
    const value = this.value(key);
    if (typeof value === 'number' || typeof value === 'boolean') return Number(value);
    throw value === null ? missing([key]) : unfit(key, value, 'a number');
  }

  /** A quantity that some files hold as a string. @throws HeaderGapError where it's missing or can't be read as a number. */
  quantity(...keys: readonly string[]): number {
    const key = keys.find((candidate) => this.has(candidate));
    if (key === undefined) throw missing(keys);
    const value = this.value(key);
    const number = typeof value === 'string' ? parseFloatStrictly(value) : Number(value);
    if (number === null) throw unfit(key, value, 'a number');
    return number;
  }

  /** A quantity that keeps all of its digits where it's a string. @throws HeaderGapError as `quantity` does. */
  digits(key: string): number | string {
    const number = this.quantity(key);
    const value = this.value(key);
    return typeof value === 'string' ? value.trim() : number;
  }

  /** A whole number that some files hold as a string. @throws HeaderGapError where it's missing or none. */
  integer(key: string): number {
    const value = this.value(key);
    if (value === null) throw missing([key]);
    if (typeof value === 'boolean') return Number(value);
    if (typeof value === 'number' && Number.isFinite(value)) return Math.trunc(value);
    if (typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value)) return Number(value);
    throw unfit(key, value, 'a whole number');
  }
}

/** A whole number that must have been written as such. @throws HeaderGapError for fractions, strings and what is missing. */
export function wholeNumber(header: HeaderReader, key: string): number {
  const value = header.number(key);
  if (!Number.isSafeInteger(value)) throw unfit(key, value, 'a whole number');
  return value;
}

/** A value as text; flags and small numbers are spelt as the reference spells them. */
export function asText(value: HeaderValue): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return Number.isNaN(value) ? 'nan' : value < 0 ? '-inf' : 'inf';
  }
  if (typeof value !== 'number' || value === 0 || Math.abs(value) >= 1e-4) return String(value);
  return value.toExponential().replace(/e-(\d)$/, 'e-0$1');
}

function missing(keys: readonly string[]): HeaderGapError {
  return new HeaderGapError(
    `${keys.join(' and ')} ${keys.length > 1 ? 'are' : 'is'} missing or without a value`,
  );
}

function unfit(key: string, value: HeaderValue, wanted: string): HeaderGapError {
  return new HeaderGapError(`${key} is ${JSON.stringify(value)}, not ${wanted}`);
}

function parseFloatStrictly(text: string): number | null {
  const trimmed = text.trim();
  if (/^[+-]?nan$/i.test(trimmed)) return NaN;
  if (/^[+-]?inf(inity)?$/i.test(trimmed)) return trimmed.startsWith('-') ? -Infinity : Infinity;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed) ? Number(trimmed) : null;
}
