import { FitsError } from './errors.js';
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
    ['1.5 E3', 1500],
    ["'a''/b' / c", "a'/b"],
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

  test.each(['NaN', '1.2.3', "'open", "'a' b", 'true', '0x10', '1 2', '1e', '-', '.'])(
    '%s is refused with its keyword',
    (field) => {
      expect(() => valueOf(field)).toThrow(
        new FitsError('bad-card', 'The value of KEYWORD is no FITS value'),
      );
    },
  );
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

  test('a CONTINUE card behind a comment continues nothing', () => {
    const header = parseHeader(headerBytes("TEXT    = 'a&'", 'COMMENT', "CONTINUE  'b'"));
    expect(header).toEqual({ SIMPLE: true, TEXT: 'a&' });
  });

  test('an ampersand that nothing follows is part of the string', () => {
    const header = parseHeader(headerBytes("LONG    = 'one &'", "CONTINUE  'two&'", 'NEXT    = 1'));
    expect(header).toMatchObject({ LONG: 'one two&' });
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

  test('cards without a value are left out', () => {
    const bytes = headerBytes(
      'COMMENT  some text',
      "HISTORY = 'done'",
      "        = 'blank'",
      'ODDITY without value',
      'HIERARCH without value',
      'HIERARCH = 1',
    );
    expect(parseHeader(bytes)).toEqual({ SIMPLE: true });
  });

  test('what comes behind END is ignored', () => {
    expect(parseHeader(headerBytes('END', 'AAA     = 1'))).toEqual({ SIMPLE: true });
  });

  test('bytes that are not printable ASCII read as question marks', () => {
    expect(valueOf("'M\xfcller\x00'")).toBe('M?ller?');
  });

  test('a keyword named as an object’s inner workings is only a keyword', () => {
    const header = parseHeader(headerBytes("HIERARCH __proto__ = 'x'"));
    expect(Object.keys(header)).toEqual(['SIMPLE', '__proto__']);
  });
});
