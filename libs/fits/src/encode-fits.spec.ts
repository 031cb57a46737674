import fc from 'fast-check';
import { bytesSource } from './byte-source.js';
import { encodeFits } from './encode-fits.js';
import { type Card, formatCard } from './format-card.js';
import type { Header, HeaderValue } from './header.js';
import { readHeaders } from './read-headers.js';

/** The cards of a file's primary header as text, without padding. */
function texts(header: Header | readonly Card[], data?: Uint8Array): string[] {
  const text = Buffer.from(encodeFits([{ header, data }])).toString('latin1');
  return (text.match(/.{80}/gs) ?? []).map((card) => card.trimEnd()).filter((card) => card !== '');
}

describe('cards', () => {
  test.each<[Card, string]>([
    [{ keyword: 'INT', value: 1 }, 'INT     =                    1'],
    [{ keyword: 'FLOAT', value: 1, float: true }, 'FLOAT   =                  1.0'],
    [{ keyword: 'SMALL', value: 1e-7 }, 'SMALL   =                 1E-7'],
    [{ keyword: 'LARGE', value: 1e21 }, 'LARGE   =                 1E21'],
    [{ keyword: 'BEYOND', value: 2 ** 53 }, 'BEYOND  =   9007199254740992.0'],
    [{ keyword: 'MINUS', value: -0 }, 'MINUS   =                 -0.0'],
    [{ keyword: 'YES', value: true }, 'YES     =                    T'],
    [{ keyword: 'NOTHING', value: null }, 'NOTHING ='],
    [{ keyword: 'TEXT', value: "it's" }, "TEXT    = 'it''s   '"],
    [{ keyword: 'LONGKEYWORD', value: 1 }, 'HIERARCH LONGKEYWORD = 1'],
    [{ keyword: 'K'.repeat(60), value: 'abcd' }, `HIERARCH ${'K'.repeat(60)} = 'abcd  '`],
  ])('%j is written as a card', (card, text) => {
    expect(formatCard(card).trimEnd()).toBe(text);
  });

  test.each<[string, Card]>([
    ['NaN', { keyword: 'X', value: NaN }],
    ['infinity', { keyword: 'X', value: -Infinity }],
    ['other than ASCII', { keyword: 'X', value: 'ü' }],
    ['a line break', { keyword: 'X', value: 'a\nb' }],
    ['END as keyword', { keyword: 'END', value: 1 }],
    ['a keyword with =', { keyword: 'LONG=KEYWORD', value: 1 }],
    ['a keyword that leaves no room', { keyword: 'K'.repeat(75), value: 1 }],
    ['a keyword that leaves no room for a string', { keyword: 'K'.repeat(65), value: 'string' }],
    ['a value for COMMENT', { keyword: 'COMMENT', value: 1 }],
    ['a keyword without a character', { keyword: '', value: 1 }],
  ])('%s is refused', (_, card) => {
    expect(() => formatCard(card)).toThrow(expect.objectContaining({ code: 'bad-card' }));
  });

  test('a long string goes on in cards of its own, its quotes kept whole', () => {
    const images = formatCard({ keyword: 'LONG', value: `${'x'.repeat(66)}'s` });
    expect(images.match(/.{80}/g)?.map((image) => image.trimEnd())).toEqual([
      `LONG    = '${'x'.repeat(66)}&'`,
      "CONTINUE  '''s     '",
    ]);
  });
});

/** Whether {@link encodeFits} writes the keyword by itself. */
function isStructural(keyword: string): boolean {
  return /^(SIMPLE|XTENSION|BITPIX|NAXIS\d*|EXTEND|PCOUNT|GCOUNT|GROUPS)$/.test(keyword);
}

describe('files', () => {
  test('mandatory keywords come first and are filled in', () => {
    expect(texts({ OBSID: 'x' })).toEqual([
      'SIMPLE  =                    T',
      'BITPIX  =                    8',
      'NAXIS   =                    0',
      'EXTEND  =                    T',
      "OBSID   = 'x       '",
      'END',
    ]);
  });

  test('given ones are put in order', () => {
    const cards: Card[] = [
      { keyword: 'OBSID', value: 'x' },
      { keyword: 'NAXIS1', value: 2 },
      { keyword: 'NAXIS', value: 1 },
      { keyword: 'BITPIX', value: 16 },
    ];
    expect(texts(cards, new Uint8Array(4)).slice(0, 6)).toEqual([
      'SIMPLE  =                    T',
      'BITPIX  =                   16',
      'NAXIS   =                    1',
      'NAXIS1  =                    2',
      'EXTEND  =                    T',
      "OBSID   = 'x       '",
    ]);
  });

  test('a file is whole blocks', () => {
    expect(encodeFits([{ header: {}, data: new Uint8Array(2881) }])).toHaveLength(3 * 2880);
  });

  test.each<[string, Header, number]>([
    ['a shape that is not the data’s', { BITPIX: 8, NAXIS: 1, NAXIS1: 5 }, 4],
    ['an axis without its length', { NAXIS: 1 }, 4],
    ['an axis beyond NAXIS', { NAXIS: 0, NAXIS1: 4 }, 0],
    ['an extension as primary', { XTENSION: 'IMAGE' }, 0],
  ])('%s is refused', (_, header, length) => {
    expect(() => encodeFits([{ header, data: new Uint8Array(length) }])).toThrow(
      expect.objectContaining({ code: 'bad-structure' }),
    );
  });
});

const keyword = fc
  .oneof(
    fc.stringMatching(/^[A-Z][A-Z0-9_-]{0,7}$/),
    fc.stringMatching(/^[A-Z][A-Z0-9_]{8,20}$/),
    fc.stringMatching(/^[A-Z]{2,5} [A-Z]{2,5} [a-z]{1,9}$/),
  )
  .filter((name) => !isStructural(name) && !/^(END|CONTINUE|HIERARCH|COMMENT|HISTORY)$/.test(name));
// Trailing blanks mean nothing in FITS.
const text = fc
  .oneof(
    fc.string({ unit: 'grapheme-ascii', maxLength: 250 }),
    fc.string({ unit: fc.constantFrom("'", '&', ' ', '/', 'a'), maxLength: 250 }),
  )
  .map((value) => value.trimEnd());
const value: fc.Arbitrary<HeaderValue> = fc.oneof(
  text,
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
);

test('what is written reads back, value by value and in order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.tuple(keyword, value), { selector: ([name]) => name, maxLength: 40 }),
      fc.uint8Array({ maxLength: 6000 }),
      async (entries, data) => {
        const written = Object.fromEntries(entries);
        const bytes = encodeFits([{ header: written, data }, { header: written, data }, { header: written }]);
        const headers = await readHeaders(bytesSource(bytes), { hdus: 9, chunkLength: 2880 });
        expect(headers).toHaveLength(3);
        for (const header of headers) {
          const read = Object.entries(header).filter(([name]) => !isStructural(name));
          expect(read).toEqual(Object.entries(written));
        }
      },
    ),
    { numRuns: 300 },
  );
});
