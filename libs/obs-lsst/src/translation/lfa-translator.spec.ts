import type { Header } from '@footman/fits';
import { fixtureLines, referenceCases } from '../../test/support/reference-cases.js';
import { ObsLsstError } from '../errors.js';
import { toTranslateJson, toTranslateLine } from './translate-json.js';
import { translate } from './translate.js';

/** One case of the reference: a real header with some keywords changed, and its translation, or how that failed. */
interface Variant {
  readonly base: string;
  readonly change: Header;
  readonly remove: readonly string[];
  readonly expected?: object;
  readonly error?: string;
}

const CASES = referenceCases('lfa');
const VARIANTS = fixtureLines('lfa-variants.jsonl').map((line) => JSON.parse(line) as Variant);

describe('headers of the fiber spectrograph and the star trackers', () => {
  test.each(CASES)('translate to the last bit as in the reference: $file', ({ file, header, expected }) => {
    expect(toTranslateLine(translate(header), file)).toBe(expected);
  });

  test('translate as in the reference with keywords missing, empty or odd', () => {
    const variants = VARIANTS.filter(({ expected }) => expected);
    expect(variants.length).toBeGreaterThan(20);
    for (const { expected, ...variant } of variants) {
      const found = toTranslateJson(translate(varied(variant)), '');
      expect({ ...variant, found }).toEqual({ ...variant, found: { file: '', ...expected } });
    }
  });

  test('are refused where the reference refuses them', () => {
    const variants = VARIANTS.filter(({ error }) => error !== undefined);
    expect(variants.length).toBeGreaterThan(20);
    for (const variant of variants) expect(() => translate(varied(variant))).toThrow(ObsLsstError);
  });

  test.each(['NaN', 'inf', '1e1', ''])('have no position where an angle is written as %j', (text) => {
    const { header } = CASES[0] ?? { header: {} };
    expect(translate({ ...header, DECSTART: text }).tracking_radec).toBeNull();
    expect(translate({ ...header, DECSTART: ' +5.' }).tracking_radec?.dec_deg).toBe(5);
  });

  test('are refused with a DARKTIME or a numeric FILTER, over which the reference stumbles', () => {
    const { header } = CASES[0] ?? { header: {} };
    expect(() => translate({ ...header, DARKTIME: 5 })).toThrow('DARKTIME makes no dark time');
    expect(() => translate({ ...header, FILTER: 5 })).toThrow('FILTER is 5, not a string');
  });
});

function varied({ base, change, remove }: Variant): Header {
  const header = CASES.find(({ file }) => file === base)?.header ?? {};
  const kept = Object.entries(header).filter(([key]) => !remove.includes(key));
  return { ...Object.fromEntries(kept), ...change };
}
