import { referenceCases, referenceVariants, translatedOrNull } from '../../test/support/reference-cases.js';
import { toTranslateLine } from './translate-json.js';
import { translate } from './translate.js';

const CASES = referenceCases('ts8');

describe('headers of LSST-TS8', () => {
  test.each(CASES)('translate to the last bit as in the reference: $file', ({ file, header, expected }) => {
    expect(toTranslateLine(translate(header), file)).toBe(expected);
  });

  test('keep the exposure id of their date as written when the date is corrected', () => {
    const found = CASES.find(({ file }) => file === 'ts8-TS_C_20220711_000174_R22_S00.yaml');
    const info = translate(found?.header ?? {});
    expect(info.exposure_id).toBe(202207111714459);
    expect(toTranslateLine(info, '')).toContain('"datetime_begin": {"tai": "2022-07-11T17:11:15.995"');
  });

  test('translate as in the reference, or are refused with it, with keywords missing, empty, odd or of other epochs', () => {
    for (const { header, expected, ...variant } of referenceVariants('ts8')) {
      const found = translatedOrNull(header);
      expect({ ...variant, found }).toEqual({
        ...variant,
        found: expected ? { file: '', ...expected } : null,
      });
    }
  });
});
