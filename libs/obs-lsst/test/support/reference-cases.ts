import type { Header } from '@footman/fits';
import { readFileSync } from 'node:fs';
import { ObsLsstError } from '../../src/errors.js';
import { toTranslateJson } from '../../src/translation/translate-json.js';
import { translate } from '../../src/translation/translate.js';

/** A real header, and the line of JSON that the reference makes of it. */
export interface ReferenceCase {
  readonly file: string;
  readonly header: Header;
  readonly expected: string;
}

/** The headers of an instrument in `fixtures/NAME-headers.jsonl`, with the lines of `fixtures/NAME-expected.jsonl`. */
export function referenceCases(name: string): ReferenceCase[] {
  const expected = new Map(
    fixtureLines(`${name}-expected.jsonl`).map((line) => [/"file": "([^"]*)"/.exec(line)?.[1], line]),
  );
  return fixtureLines(`${name}-headers.jsonl`).map((line) => {
    const { file, header } = JSON.parse(line) as { file: string; header: Header };
    return { file, header, expected: expected.get(file) ?? '' };
  });
}

export function fixtureLines(name: string): string[] {
  const file = new URL(`../fixtures/${name}`, import.meta.url);
  return readFileSync(file, 'utf8').split('\n').filter(Boolean);
}

/** A header of the fixtures with some keywords changed, and its translation; none where the reference refuses it. */
export interface ReferenceVariant {
  readonly header: Header;
  readonly change: Header;
  readonly remove: readonly string[];
  readonly expected?: object;
}

/** The lines of `fixtures/NAME-variants.jsonl`. */
export function referenceVariants(name: string): ReferenceVariant[] {
  const headers = new Map(referenceCases(name).map(({ file, header }) => [file, header]));
  return fixtureLines(`${name}-variants.jsonl`).map((line) => {
    const { base, ...variant } = JSON.parse(line) as Omit<ReferenceVariant, 'header'> & { base: string };
    const kept = Object.entries(headers.get(base) ?? {}).filter(([key]) => !variant.remove.includes(key));
    return { ...variant, header: { ...Object.fromEntries(kept), ...variant.change } };
  });
}

/** What we make of a header, as JSON; null where we refuse it. */
export function translatedOrNull(header: Header): object | null {
  try {
    return toTranslateJson(translate(header), '');
  } catch (error) {
    if (error instanceof ObsLsstError) return null;
    throw error;
  }
}
