import fc from 'fast-check';
import { nightPrefixes } from './night-prefixes.js';
import { parseObjectPath } from './object-path.js';

const LFA = 'lfa@rubinobs-lfa-cp';

/** The directories of a bucket that holds these keys. */
const directoriesOf = (keys: readonly string[]) => async (prefix: string) => [
  ...new Set(
    keys.flatMap((key) => {
      const end = key.indexOf('/', prefix.length);
      return key.startsWith(prefix) && end >= 0 ? [key.slice(0, end + 1)] : [];
    }),
  ),
];

describe("a night's prefixes", () => {
  test('of cameras are one for each instrument', async () => {
    const keys = [
      'LSSTCam/20251115/MC_O_20251115_000001/x.fits',
      'LATISS/20251114/AT_O_20251114_000001/x.fits',
    ];
    expect(await nightPrefixes('rubin-summit', 20251115, directoriesOf(keys))).toEqual([
      'LSSTCam/20251115/',
      'LATISS/20251115/',
    ]);
  });

  test('of the Large File Annex are one for each component and each of its generators', async () => {
    const keys = [
      'Electrometer/2024/05/01/a.fits',
      'GenericCamera/101/2022/12/08/GC101_O_20221208_000211/GC101_O_20221208_000211.fits',
    ];
    expect(await nightPrefixes(LFA, 20240501, directoriesOf(keys))).toEqual([
      'Electrometer/2024/05/01/',
      'GenericCamera/2024/05/01/',
      'GenericCamera/101/2024/05/01/',
    ]);
  });

  const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,8}$/);
  const night = fc.constantFrom('20240509', '20240510', '20251115');
  const rawKey = fc
    .tuple(name, night, fc.nat(999_999), name)
    .map(([camera, day, n, file]) => `${camera}/${day}/XX_O_${day}_${n}/${file}.fits`);
  const lfaKey = fc
    .tuple(fc.array(name, { minLength: 1, maxLength: 2 }), night, name)
    .map(([makers, day, file]) =>
      [...makers, day.slice(0, 4), day.slice(4, 6), day.slice(6), `${file}.fits`].join('/'),
    );

  test.each([
    ['rubin-summit', rawKey],
    [LFA, lfaKey],
  ])('in %s have every object whose path is of that night, and no other', async (bucket, anyKey) => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyKey, { maxLength: 30 }), async (keys) => {
        const prefixes = await nightPrefixes(bucket, 20240510, directoriesOf(keys));
        for (const key of keys) {
          expect(prefixes.filter((prefix) => key.startsWith(prefix))).toHaveLength(
            parseObjectPath(bucket, key)?.day_obs === 20240510 ? 1 : 0,
          );
        }
      }),
    );
  });
});
