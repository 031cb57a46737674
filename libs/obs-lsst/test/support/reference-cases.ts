import type { Header } from '@footman/fits';
import { readFileSync } from 'node:fs';

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
