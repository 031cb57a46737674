import { dataSize } from './data-size.js';
import { FitsError } from './errors.js';
import type { Card } from './format-card.js';

/**
 * Puts the mandatory keywords first, in the order that FITS 4.0, section 4.4.1 demands, and fills in those that
 * are missing: without NAXIS the data are a row of bytes.
 *
 * @param hdu 0 for the primary HDU
 * @throws {FitsError} `bad-structure` if the header's shape doesn't fit the data, or belongs to another kind of HDU
 */
export function withStructure(cards: readonly Card[], dataLength: number, hdu: number): Card[] {
  const given = new Map(cards.map((card) => [card.keyword, card]));
  const card = (keyword: string, value: Card['value']): Card => given.get(keyword) ?? { keyword, value };

  const foreign = hdu === 0 ? 'XTENSION' : 'SIMPLE';
  if (given.has(foreign)) throw new FitsError('bad-structure', `${foreign} doesn't belong in HDU ${hdu}`);

  const naxis = card('NAXIS', dataLength > 0 ? 1 : 0);
  const axes = Array.from({ length: Number(naxis.value) || 0 }, (_, i) =>
    card(`NAXIS${i + 1}`, given.has('NAXIS') ? null : dataLength),
  );
  const shape = [card('BITPIX', 8), naxis, ...axes];
  const first =
    hdu === 0
      ? [card('SIMPLE', true), ...shape, card('EXTEND', true)]
      : [card('XTENSION', 'IMAGE'), ...shape, card('PCOUNT', 0), card('GCOUNT', 1)];

  const placed = new Set(first.map(({ keyword }) => keyword));
  const others = cards.filter(({ keyword }) => !placed.has(keyword));
  const stray = others.find(({ keyword }) => /^NAXIS\d+$/.test(keyword));
  if (stray) throw new FitsError('bad-structure', `${stray.keyword} is given beyond NAXIS`);

  const all = [...first, ...others];
  const expected = dataSize(Object.fromEntries(all.map(({ keyword, value }) => [keyword, value])));
  if (expected !== dataLength) {
    throw new FitsError('bad-structure', `HDU ${hdu} says ${expected} bytes of data and has ${dataLength}`);
  }
  return all;
}
