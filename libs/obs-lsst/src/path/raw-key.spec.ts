import { parseRawKey } from './raw-key.js';

describe('the path grammar of raw files', () => {
  test('a science file', () => {
    expect(parseRawKey('LSSTCam/20251115/MC_O_20251115_000123/MC_O_20251115_000123_R22_S11.fits')).toEqual({
      instrument: 'LSSTCam',
      day_obs: 20251115,
      obs_id: 'MC_O_20251115_000123',
      camera_code: 'MC',
      controller: 'O',
      seq_num: 123,
      filename: 'MC_O_20251115_000123_R22_S11.fits',
      detector: 'R22_S11',
      guider: false,
    });
  });

  test.each([
    ['MC_O_20251115_000123_R00_SG0_guider.fits', 'R00_SG0', true],
    ['MC_O_20251115_000123_R40_SW1.fits', 'R40_SW1', false],
    ['MC_O_20251115_000123_R22_S11.fits.fz', 'R22_S11', false],
    ['MC_O_20251115_000123_expectedSensors.json', null, false],
  ])('%s is of detector %s', (filename, detector, guider) => {
    expect(parseRawKey(`LSSTCam/20251115/MC_O_20251115_000123/${filename}`)).toMatchObject({
      detector,
      guider,
    });
  });

  test.each([
    'MC_O_20251115_000123_R22_S11.fits',
    'LSSTCam/20251115/MC_O_20251115_000123_R22_S11.fits',
    'LSSTCam/today/MC_O_20251115_000123/x.fits',
    'LSSTCam/20251115/MC_O_000123/x.fits',
    'LSSTCam/20251115/MC_O_20251115_late/x.fits',
    'LSSTCam/20251115/MC_O_20251115_000123/sub/x.fits',
    'LSSTCam/20251115/MC_O_20251115_000123/',
    '',
  ])('"%s" is not of the form', (key) => {
    expect(parseRawKey(key)).toBeNull();
  });
});
