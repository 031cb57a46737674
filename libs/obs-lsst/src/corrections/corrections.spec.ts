import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { correctionsFrom } from './corrections-from.js';
import { parseCorrections } from './parse-corrections.js';
import { recordedCorrections } from './recorded-corrections.js';

const parsed = (text: string) => parseCorrections(Buffer.from(text));

describe('corrections that Rubin has recorded', () => {
  test.each([
    ['LATISS', 'AT_O_20190308_000139', { DAYOBS: '20190308' }],
    ['LATISS', 'AT_O_20190308_000180', { DAYOBS: '20190308' }],
    ['LATISS', 'AT_O_20190329_000022', { EXPTIME: 0, DARKTIME: 0, IMGTYPE: 'bias' }],
    ['LATISS', 'AT_O_20200218_000200', { ROTPA: -2.860851 }],
    ['LSSTCam', 'MC_O_20250522_000138', { GROUPID: '2025-05-23T00:28:42.492' }],
    ['LSSTCam', 'MC_O_20250522_000139', { GROUPID: '2025-05-23T00:28:42.492#1' }],
  ])('are found by instrument and exposure: %s %s', (instrument, obs_id, cards) => {
    expect(recordedCorrections(instrument, obs_id)).toEqual(cards);
  });

  test('are of those exposures only', () => {
    expect(recordedCorrections('LATISS', 'AT_O_20190308_000181')).toBeUndefined();
    expect(recordedCorrections('LSSTCam', 'AT_O_20190308_000139')).toBeUndefined();
    expect(recordedCorrections('constructor', 'x')).toBeUndefined();
  });
});

describe('directories of corrections', () => {
  let root: string;
  const file = (directory: string, name: string, content: string) =>
    writeFile(join(root, directory, `${name}.yaml`), content);

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'footman-corrections-'));
    await mkdir(join(root, 'first'));
    await mkdir(join(root, 'second'));
    await file('first', 'LATISS-AT_O_20190308_000139', 'FILTER: of the first\n');
    await file('second', 'LATISS-AT_O_20190308_000139', 'FILTER: of the second\n');
    await file('first', 'LATISS-AT_O_20190308_000140', 'FILTER: [\n');
    await file('second', 'LATISS-AT_O_20190308_000140', 'FILTER: of the second\n');
    await file('first', 'LATISS-AT_O_20190308_000141', '- FILTER\n');
    await file('second', 'LSSTCam-MC_O_20250609_000001', 'OBJECT: late\n');
  });
  afterAll(() => rm(root, { recursive: true }));

  test.each([
    [
      'the first that has the file counts alone',
      'LATISS',
      'AT_O_20190308_000139',
      { FILTER: 'of the first' },
    ],
    ['a file that is no YAML is passed over', 'LATISS', 'AT_O_20190308_000140', { FILTER: 'of the second' }],
    ['a list gives way to what is recorded', 'LATISS', 'AT_O_20190308_000141', { DAYOBS: '20190308' }],
    [
      'an exposure without a file has what is recorded',
      'LATISS',
      'AT_O_20190308_000142',
      { DAYOBS: '20190308' },
    ],
    ['a file may correct what nobody recorded', 'LSSTCam', 'MC_O_20250609_000001', { OBJECT: 'late' }],
    ['an id with a slash leads nowhere', 'x', '/../second/LSSTCam-MC_O_20250609_000001', undefined],
  ])('%s', (_rule, instrument, obs_id, cards) => {
    const lookup = correctionsFrom(`${root}/missing:${root}/first:${root}/second`);
    expect(lookup(instrument, obs_id)).toEqual(cards);
  });

  test('are none when the path is empty', () => {
    expect(correctionsFrom('')).toBe(recordedCorrections);
    expect(correctionsFrom(undefined)).toBe(recordedCorrections);
  });
});

describe('a file of corrections', () => {
  test('has numbers, flags and nulls where PyYAML sees some', () => {
    expect(
      parsed('A: 1e5\nB: 1.0e+5\nC: 012\nD: 08\nE: 1_000\nF: 1:30\nG: yes\nH: ~\nI:\nJ: +5\nK: 0x1F\nL: .5'),
    ).toEqual({
      A: '1e5',
      B: 1e5,
      C: 10,
      D: '08',
      E: 1000,
      F: 90,
      G: true,
      H: null,
      I: null,
      J: 5,
      K: 31,
      L: 0.5,
    });
  });

  test('has unquoted times to the millisecond, as groups are named', () => {
    expect(parsed('GROUPID: 2025-05-23T00:28:42.4')).toEqual({ GROUPID: '2025-05-23T00:28:42.400' });
    expect(parsed('GROUPID: 2025-05-23 00:28:42')).toEqual({ GROUPID: '2025-05-23T00:28:42.000' });
  });

  test('lets the last of several values count, and leaves out what no header can hold', () => {
    expect(parsed('A: 1\nA: 2\nB: [1]\nC: {d: 1}')).toEqual({ A: 2 });
  });

  test.each(['', 'text', '- a', 'a: [1', 'a: 1\n---\nb: 2', 'a: !foo 5', 'a: *missing'])(
    'is none when it is %j',
    (text) => {
      expect(parsed(text)).toBeNull();
    },
  );
});
