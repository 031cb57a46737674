import { placeInNight } from './place-in-night.js';

describe('placeInNight', () => {
  it('tells an exposure, in the Large File Annex a night, and nothing of a key of another form', () => {
    const raw = 'LSSTCam/20251115/MC_O_20251115_000123/MC_O_20251115_000123_R22_S11.fits';
    expect(placeInNight('embargo@rubin-summit', raw)).toEqual({
      instrument: 'LSSTCam',
      night: 20251115,
      exposure: 'MC_O_20251115_000123',
    });
    const annex = 'FiberSpectrograph/Broad/2024/01/09/a.fits';
    expect(placeInNight('rubinobs-lfa-cp', annex)).toEqual({
      instrument: 'FiberSpectrograph/Broad',
      night: 20240109,
    });
    expect(placeInNight('embargo@rubin-summit', annex)).toEqual({});
  });
});
