import fc from 'fast-check';
import { isLfaBucket, parseLfaKey } from './lfa-key.js';
import { parseObjectPath } from './object-path.js';

const LFA = 'rubinobs-lfa-cp';
const part = fc.stringMatching(/^[A-Za-z][A-Za-z0-9:._-]{0,20}$/);
const digits = (count: number) => fc.stringMatching(new RegExp(`^\\d{${count}}$`));

describe('the path grammar of the Large File Annex', () => {
  test.each([
    [
      'FiberSpectrograph/Broad/2024/01/09/Broad_fiberSpecBroad_2024-01-09T17:41:34.996.fits',
      { instrument: 'FiberSpectrograph/Broad', day_obs: 20240109 },
    ],
    [
      'GenericCamera/101/2022/12/08/GC101_O_20221208_000211/GC101_O_20221208_000211.fits',
      { instrument: 'GenericCamera/101', day_obs: 20221208 },
    ],
    ['Electrometer/2024/05/01/a.fits', { instrument: 'Electrometer', day_obs: 20240501 }],
  ])('%s', (key, expected) => {
    expect(parseLfaKey(key)).toEqual({ ...expected, filename: key.split('/').at(-1) });
  });

  test('has a component, perhaps a generator and then perhaps a directory of the file', () => {
    const day = fc.tuple(digits(4), digits(2), digits(2));
    const makers = fc.oneof(fc.tuple(part), fc.tuple(part, part));
    fc.assert(
      fc.property(makers, day, fc.option(part), part, (of, date, directory, filename) => {
        const inside = directory !== null && of.length === 2 ? [directory] : [];
        const key = [...of, ...date, ...inside, filename].join('/');
        const expected = { instrument: of.join('/'), day_obs: Number(date.join('')), filename };
        expect(parseLfaKey(key)).toEqual(expected);
        expect(parseObjectPath(LFA, key)).toEqual({ ...expected, obs_id: null });
      }),
    );
  });

  test('has five to seven parts, three of them digits; nothing else is of it, and nothing throws', () => {
    const anyPart = fc.oneof(part, digits(4), digits(2), fc.string(), fc.constant(''));
    fc.assert(
      fc.property(fc.array(anyPart, { maxLength: 10 }), (parts) => {
        const found = parseLfaKey(parts.join('/'));
        if (!found) return;
        const [, ...rest] = parts.join('/').split('/');
        expect(rest.length).toBeGreaterThanOrEqual(4);
        expect(rest.length).toBeLessThanOrEqual(6);
        expect(String(found.day_obs).padStart(8, '0')).toMatch(/^\d{8}$/);
      }),
    );
  });

  test.each([
    'Broad.fits',
    'FiberSpectrograph/2024/01/Broad.fits',
    'FiberSpectrograph/2024/1/9/Broad.fits',
    'FiberSpectrograph/Broad/2024/01/09/',
    '/2024/01/09/Broad.fits',
    'FiberSpectrograph/Broad/2024/01/09/a/b/Broad.fits',
    '',
  ])('"%s" is not of the form', (key) => {
    expect(parseLfaKey(key)).toBeNull();
  });
});

describe('the grammar of a bucket', () => {
  test.each([
    [LFA, true],
    ['lfa@rubinobs-lfa-cp', true],
    ['rubin:rubinobs-lfa-tuc', true],
    ['rubin-summit', false],
    ['lfa', false],
  ])('that %s is of the Large File Annex is %s', (bucket, lfa) => {
    expect(isLfaBucket(bucket)).toBe(lfa);
  });

  test('decides how a key is read', () => {
    const raw = 'LSSTCam/20251115/MC_O_20251115_000123/MC_O_20251115_000123_R22_S11.fits';
    expect(parseObjectPath('rubin-summit', raw)).toEqual({
      instrument: 'LSSTCam',
      day_obs: 20251115,
      obs_id: 'MC_O_20251115_000123',
      filename: 'MC_O_20251115_000123_R22_S11.fits',
    });
    expect(parseObjectPath(LFA, raw)).toBeNull();
    expect(parseObjectPath('rubin-summit', 'Electrometer/2024/05/01/a.fits')).toBeNull();
  });
});
