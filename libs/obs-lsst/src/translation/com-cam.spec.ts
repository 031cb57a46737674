import { readFileSync } from 'node:fs';
import type { Header } from '@footman/fits';
import { ObsLsstError } from '../errors.js';
import { toTranslateJson, toTranslateLine } from './translate-json.js';
import { translate } from './translate.js';

interface Sample {
  readonly file: string;
  readonly header: Header;
}

/** One case of the reference: a published header with some keywords changed, and its translation, or how that failed. */
interface Variant {
  readonly base: string;
  readonly change: Header;
  readonly remove: readonly string[];
  readonly expected?: { readonly instrument: string };
  readonly error?: string;
}

const HEADERS = lines<Sample>('com-cam-headers.jsonl');
const EXPECTED = new Map(text('com-cam-expected.jsonl').map((line) => [String(JSON.parse(line).file), line]));
const VARIANTS = lines<Variant>('com-cam-variants.jsonl');
const BASES = new Map(
  [...HEADERS, ...lines<Sample>('lsst-cam-headers.jsonl')].map(({ file, header }) => [file, header]),
);

describe('headers of the commissioning camera and of simulations', () => {
  test.each(HEADERS)('translate to the last bit as in the reference: $file', ({ file, header }) => {
    expect(toTranslateLine(translate(header), file)).toBe(EXPECTED.get(file));
  });

  test.each(['LSSTComCam', 'LSSTComCamSim', 'LSSTCamSim'])(
    'translate as in the reference with keywords missing, empty or odd: %s',
    (instrument) => {
      const variants = VARIANTS.filter(({ expected }) => expected?.instrument === instrument);
      expect(variants.length).toBeGreaterThan(5);
      for (const { expected, ...variant } of variants) {
        const found = toTranslateJson(translate(varied(variant)), '');
        expect({ ...variant, found }).toEqual({ ...variant, found: { file: '', ...expected } });
      }
    },
  );

  test('are refused where the reference refuses them', () => {
    for (const variant of VARIANTS.filter(({ error }) => error !== undefined)) {
      expect(() => translate(varied(variant))).toThrow(ObsLsstError);
    }
  });
});

function varied({ base, change, remove }: Variant): Header {
  const kept = Object.entries(BASES.get(base) ?? {}).filter(([key]) => !remove.includes(key));
  return { ...Object.fromEntries(kept), ...change };
}

function lines<T>(name: string): T[] {
  return text(name).map((line) => JSON.parse(line) as T);
}

function text(name: string): string[] {
  const file = new URL(`../../test/fixtures/${name}`, import.meta.url);
  return readFileSync(file, 'utf8').split('\n').filter(Boolean);
}
