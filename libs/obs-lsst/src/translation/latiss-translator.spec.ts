import { referenceCases, referenceVariants, translatedOrNull } from '../../test/support/reference-cases.js';
import type { RaDec } from '../observation-info.js';
import { toTranslateLine } from './translate-json.js';
import { translate } from './translate.js';

/** The reference computes this exposure's position from azimuth and elevation, which isn't the same to the last bit. */
const COMPUTED = 'latiss-AT_O_20200121_000045.yaml';

describe('headers of LATISS', () => {
  test.each(referenceCases('latiss'))(
    'translate to the last bit as in the reference: $file',
    ({ file, header, expected }) => {
      const compared = (line: string) =>
        file === COMPUTED ? line.replace(/"tracking_radec": {[^}]*}/, '') : line;
      expect(compared(toTranslateLine(translate(header), file))).toBe(compared(expected));
    },
  );

  test('tell of the position within an arcsecond where only the mount is believed', () => {
    const found = referenceCases('latiss').find(({ file }) => file === COMPUTED);
    const { tracking_radec: expected } = JSON.parse(found?.expected ?? '') as { tracking_radec: RaDec };
    const position = translate(found?.header ?? {}).tracking_radec;
    expect(position?.ra_deg).toBeCloseTo(expected.ra_deg, 4);
    expect(position?.dec_deg).toBeCloseTo(expected.dec_deg, 4);
  });

  test('translate as in the reference, or are refused with it, with keywords missing, empty, odd or of other epochs', () => {
    for (const { header, expected, ...variant } of referenceVariants('latiss')) {
      const found = translatedOrNull(header);
      expect({ ...variant, found }).toEqual({
        ...variant,
        found: expected ? { file: '', ...expected } : null,
      });
    }
  });
});
