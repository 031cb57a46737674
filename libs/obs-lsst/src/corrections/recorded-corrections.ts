import type { Header, HeaderValue } from '@footman/fits';
import type { CorrectionLookup } from '../translation/translator.js';
import { CORRECTIONS } from './corrections.generated.js';

let table: ReadonlyMap<string, Header> | undefined;

/**
 * The corrections of single exposures that Rubin has recorded, as of the release that this table was generated from. The table is
 * unpacked when it's first asked.
 */
export const recordedCorrections: CorrectionLookup = (instrument, obs_id) =>
  (table ??= unpack(CORRECTIONS)).get(`${instrument}-${obs_id}`);

/** Each block begins with '= INSTRUMENT STEM DIGITS KEYWORD...', then comes a line for each run of exposures: 'FROM-TO VALUE,...'. */
function unpack(text: string): Map<string, Header> {
  const unpacked = new Map<string, Header>();
  for (const block of text.split('\n= ').slice(1)) {
    const [head = '', ...lines] = block.trim().split('\n');
    const [instrument, stem, digits, ...keywords] = head.split(' ');
    for (const line of lines) {
      const blank = line.indexOf(' ');
      const [from, to = from] = line.slice(0, blank).split('-').map(Number) as [number, number?];
      const values = JSON.parse(`[${line.slice(blank + 1)}]`) as HeaderValue[];
      const cards = Object.freeze(Object.fromEntries(keywords.map((key, i) => [key, values[i] ?? null])));
      for (let number = from; number <= to; number++) {
        unpacked.set(`${instrument}-${stem}${String(number).padStart(Number(digits), '0')}`, cards);
      }
    }
  }
  return unpacked;
}
