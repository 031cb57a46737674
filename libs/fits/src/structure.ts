import type { Card } from './card.js';
import { dataSize } from './data-size.js';
import { FitsError } from './errors.js';
import type { Header } from './header.js';

const STRUCTURAL = /^(SIMPLE|XTENSION|BITPIX|NAXIS\d*|EXTEND|PCOUNT|GCOUNT|GROUPS|TFIELDS)$/;

/** Whether a keyword describes an HDU's shape rather than what it shows; drop these to give a header other data. */
export function isStructuralKeyword(keyword: string): boolean {
  return STRUCTURAL.test(keyword);
}

/**
 * Puts the mandatory keywords first, in the order that FITS 4.0, section 4.4.1 demands, and fills in those that
 * are missing: without NAXIS the data are a row of bytes.
 *
 * @param index 0 for the primary HDU
 * @throws {FitsError} `bad-structure` if the header's shape doesn't fit the data, or belongs to another kind of HDU
 */
export function withStructure(cards: readonly Card[], dataLength: number, index: number): Card[] {
  const given = new Map(cards.map((card) => [card.keyword, card]));
  const foreign = index === 0 ? 'XTENSION' : 'SIMPLE';
  if (given.has(foreign)) throw new FitsError('bad-structure', `${foreign} doesn't belong in HDU ${index}`);
  if (!given.has('NAXIS')) {
    const stray = cards.find(({ keyword }) => /^NAXIS\d+$/.test(keyword));
    if (stray) throw new FitsError('bad-structure', `${stray.keyword} is given without NAXIS`);
  }
  const first = mandatory(given, dataLength, index);
  const shape: Header = Object.fromEntries(first.map(({ keyword, value }) => [keyword, value]));
  const expected = dataSize({ ...shape, GROUPS: given.get('GROUPS')?.value ?? null });
  if (expected !== dataLength) {
    throw new FitsError('bad-structure', `HDU ${index} says ${expected} bytes of data and has ${dataLength}`);
  }
  const placed = new Set(first.map(({ keyword }) => keyword));
  return [...first, ...cards.filter(({ keyword }) => !placed.has(keyword))];
}

function mandatory(given: ReadonlyMap<string, Card>, dataLength: number, index: number): Card[] {
  const isBare = !given.has('NAXIS');
  const pick = (keyword: string, value: Card['value']): Card => given.get(keyword) ?? { keyword, value };
  const naxis = pick('NAXIS', dataLength > 0 ? 1 : 0);
  const axes = Array.from({ length: Number(naxis.value) || 0 }, (_, i) =>
    pick(`NAXIS${i + 1}`, isBare ? dataLength : null),
  );
  const bitpix: Card = isBare ? { ...given.get('BITPIX'), keyword: 'BITPIX', value: 8 } : pick('BITPIX', 8);
  const shape = [bitpix, naxis, ...axes];
  if (index === 0) {
    const groups = ['PCOUNT', 'GCOUNT'].flatMap((keyword) => given.get(keyword) ?? []);
    return [pick('SIMPLE', true), ...shape, pick('EXTEND', true), ...groups];
  }
  const table = given.get('TFIELDS');
  const counts = [pick('PCOUNT', 0), pick('GCOUNT', 1)];
  return [pick('XTENSION', 'IMAGE'), ...shape, ...counts, ...(table ? [table] : [])];
}
