import { samePlace } from './same-place.js';

const PFN = 's3://s3dfrgw.example.org:443/embargo@rubin-summit/LSSTCam/a.fits';

test.each([
  's3://s3dfrgw.example.org:443//embargo@rubin-summit//LSSTCam/a.fits',
  's3://s3dfrgw.example.org/embargo@rubin-summit/LSSTCam/a.fits',
  'davs://s3dfrgw.example.org:8443/embargo@rubin-summit/LSSTCam/a.fits',
])('%s is the same place', (other) => {
  expect(samePlace(PFN, other)).toBe(true);
});

test.each([
  's3://s3dfrgw.example.org:443/rubin-summit/LSSTCam/a.fits',
  's3://other.example.org:443/embargo@rubin-summit/LSSTCam/a.fits',
  's3://s3dfrgw.example.org:443/embargo@rubin-summit/LSSTCam/a.fits.fz',
  'a.fits',
])('%s is another place', (other) => {
  expect(samePlace(PFN, other)).toBe(false);
});
