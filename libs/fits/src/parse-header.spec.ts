import { FitsError } from './errors.js';
import { parseCards } from './parse-cards.js';
import { parseHeader } from './parse-header.js';

/** A header's bytes from its cards' texts; SIMPLE and END are added. */
function headerBytes(...cards: string[]): Uint8Array {
  const text = ['SIMPLE  =                    T', ...cards, 'END'].map((card) => card.padEnd(80)).join('');
  return Buffer.from(text.padEnd(Math.ceil(text.length / 2880) * 2880), 'latin1');
}

function valueOf(field: string): unknown {
  return parseHeader(headerBytes(`KEYWORD = ${field}`))['KEYWORD'];
}

describe('values', () => {
  test.each<[string, unknown]>([
    ["'abc     '", 'abc'],
    ["'  abc   ' / comment", '  abc'],
    ["'it''s'", "it's"],
    ["'it's fine'", "it's fine"],
    ["''", ''],
    ["'a / b' / c", 'a / b'],
    ["'abc&'", 'abc&'],
    ['                   T / yes', true],
    ['F', false],
    ['                  42', 42],
    ['-7/comment', -7],
    ['+ 7', 7],
    ['1.5D-3', 0.0015],
    ['2.5e+02', 250],
    ['.5', 0.5],
    ['5.', 5],
    ['00012', 12],
    ['9223372036854775807', 2 ** 63],
    ['', null],
    ['                     / no value', null],
    ['(1.0, 2.0)', '(1.0, 2.0)'],
  ])('%s is read', (field, value) => {
    expect(valueOf(field)).toBe(value);
  });

  test.each(['NaN', '1.2.3', "'open", "'a' b", 'true', '0x10'])('%s is refused with its keyword', (field) => {
    expect(() => valueOf(field)).toThrow(new FitsError('bad-card', 'The value of KEYWORD is no FITS value'));
  });
});

describe('headers', () => {
  test('a long string is put together from its CONTINUE cards', () => {
    const header = parseHeader(
      headerBytes(
        "LONG    = 'one &' / first",
        "CONTINUE  'two  &'",
        "CONTINUE  '''three''' / last",
        'NEXT    = 1',
      ),
    );
    expect(header).toEqual({ SIMPLE: true, LONG: "one two  'three'", NEXT: 1 });
  });

  test('a CONTINUE card behind anything but a string is ignored', () => {
    expect(parseHeader(headerBytes('NUMBER  = 5', "CONTINUE  'x'"))).toEqual({ SIMPLE: true, NUMBER: 5 });
  });

  test('a string that goes on with a number is refused', () => {
    expect(() => parseHeader(headerBytes("LONG    = 'one &'", 'CONTINUE  5'))).toThrow(/LONG is continued/);
  });

  test('HIERARCH keywords lose the word HIERARCH and keep their blanks', () => {
    const header = parseHeader(headerBytes('HIERARCH ESO DET NAME = 1.5 / x', "HIERARCH LongKeyword='v'"));
    expect(header).toEqual({ SIMPLE: true, 'ESO DET NAME': 1.5, LongKeyword: 'v' });
  });

  test('the last of repeated keywords counts, at the place of the first', () => {
    const header = parseHeader(headerBytes('AAA     = 1', 'BBB     = 2', 'AAA     = 3'));
    expect(Object.entries(header)).toEqual([
      ['SIMPLE', true],
      ['AAA', 3],
      ['BBB', 2],
    ]);
  });

  test('text cards are left out of a header and kept among its cards', () => {
    const bytes = headerBytes('COMMENT  some text', 'HISTORY done', '         blank', 'ODDITY without value');
    expect(parseHeader(bytes)).toEqual({ SIMPLE: true });
    expect(parseCards(bytes).slice(1)).toEqual([
      { keyword: 'COMMENT', value: ' some text' },
      { keyword: 'HISTORY', value: 'done' },
      { keyword: '', value: ' blank' },
    ]);
  });

  test('cards tell floats from integers and carry comments', () => {
    expect(parseCards(headerBytes('INT     = 1', 'FLOAT   = 1.0 / units')).slice(1)).toEqual([
      { keyword: 'INT', value: 1, float: false },
      { keyword: 'FLOAT', value: 1, float: true, comment: 'units' },
    ]);
  });

  test('bytes that are not printable ASCII read as question marks', () => {
    expect(valueOf("'M\xfcller\x00'")).toBe('M?ller?');
  });

  test('a keyword named as an object’s inner workings is only a keyword', () => {
    const header = parseHeader(headerBytes("HIERARCH __proto__ = 'x'"));
    expect(Object.keys(header)).toEqual(['SIMPLE', '__proto__']);
  });

  test.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(), 'empty'],
    ['garbage', new Uint8Array(2880).fill(7), 'not-fits'],
    ['JSON', Buffer.from('{"SIMPLE": true}'), 'not-fits'],
    ['gzip', Uint8Array.of(0x1f, 0x8b, 8, 0), 'compressed'],
    ['a header without END', headerBytes().subarray(0, 80), 'truncated'],
  ])('%s is refused', (_, bytes, code) => {
    expect(() => parseHeader(bytes)).toThrow(expect.objectContaining({ name: 'FitsError', code }));
  });
});
