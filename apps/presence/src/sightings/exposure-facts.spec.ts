import { exposureFacts } from './exposure-facts.js';

describe('what a header tells of its exposure', () => {
  it.each([
    ['lsstCam', 'LSSTCam'],
    ['LATISS', 'LATISS'],
    ['comCam', 'LSSTComCam'],
    ['LSSTComCamSim', 'LSSTComCamSim'],
    ['LSST-TS8', 'LSST-TS8'],
  ])('is of the instrument as the Butler has it: %s is %s', (INSTRUME, instrument) => {
    expect(exposureFacts({ INSTRUME, GROUPID: 'g', CURINDEX: 2 })).toEqual({
      instrument,
      group: 'g',
      snap: '1',
    });
  });

  it('is nothing if it is of no group', () => {
    const header = { INSTRUME: 'lsstCam', GROUPID: 'g', CURINDEX: 1 };
    expect(exposureFacts(header)).not.toBeNull();
    for (const lacking of ['INSTRUME', 'GROUPID', 'CURINDEX'])
      expect(exposureFacts({ ...header, [lacking]: null })).toBeNull();
    for (const CURINDEX of ['one', '1st', '1.5', ''])
      expect(exposureFacts({ ...header, CURINDEX })).toBeNull();
  });
});
