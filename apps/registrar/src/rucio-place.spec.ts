import { rucioPlace } from './rucio-place.js';

const STS = { RUCIO_SCOPE: 'raw', RUCIO_DTN: 'davs://sdfdtn005.slac.stanford.edu:1095/' };
const KEY = 'LSSTCam/20251115/MC_O_20251115_001234/MC_O_20251115_001234_R22_S11.fits';

describe('a file’s place in Rucio', () => {
  it('is its key, below the address of the data transfer node, in the dataset of its hundred', () => {
    expect(rucioPlace(STS, 'rubin-sts', KEY)).toEqual({
      scope: 'raw',
      name: KEY,
      pfn: `davs://sdfdtn005.slac.stanford.edu:1095/rubin-sts/${KEY}`,
      dataset: 'Dataset/LSSTCam/20251115/0012',
    });
  });

  it.each(['embargo@rubin-summit', 'rubin:rubin-pp-dev'])(
    'has %s in its pfn, as embargo-butler had',
    (bucket) => {
      expect(rucioPlace(STS, bucket, KEY)).toMatchObject({ pfn: `${STS.RUCIO_DTN}${bucket}/${KEY}` });
    },
  );

  it.each([
    ['rubin-sts', KEY.replace('.fits', '_guider.fits')],
    ['rubinobs-lfa-cp', 'MTCamera/2025/11/15/MC_O_20251115_001234.fits'],
  ])('is none for guiders and the Large File Annex: %s/%s', (bucket, key) => {
    expect(rucioPlace(STS, bucket, key)).toBe('skipped');
  });

  it.each([
    'LSSTCam/20251115/MC_O_20251114_001234/a.fits',
    'LSSTCam/20251115/MC_O_20251115_1234/a.fits',
    'LSSTCam/20251115/MC_O_20251115_0012345/a.fits',
    'LSSTCam/20251115/mc_O_20251115_001234/a.fits',
    'MC_O_20251115_001234/a.fits',
    'a.fits',
  ])('is not known where the key tells no exposure: %s', (key) => {
    expect(rucioPlace(STS, 'rubin-sts', key)).toBeNull();
  });
});
