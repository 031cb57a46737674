import { sidecarKey } from './sidecar-key.js';

// What lsst.resources 30 gives for the same keys.
test.each([
  ['a/b/c.fits', 'a/b/c.json'],
  ['a/b/c.fits.fz', 'a/b/c.json'],
  ['a/b/c.fits.gz', 'a/b/c.json'],
  ['c.fit', 'c.json'],
  ['a.b/c', 'a.b/c.json'],
  ['a/b.c.fits', 'a/b.c.json'],
  ['a/b/c.tar.gz', 'a/b/c.json'],
  ['a/.hidden', 'a/.json'],
  ['a/b/c.json', 'a/b/c.json'],
  ['a/x.1.fits.fz', 'a/x.1.json'],
  ['a/b/c.fz', 'a/b/c.json'],
  ['a/b/c.', 'a/b/c.json'],
  ['a/b/c..fits', 'a/b/c..json'],
  ['x/2024-01-09T17:41:34.996.fits', 'x/2024-01-09T17:41:34.996.json'],
])('the sidecar of %s is %s', (key, sidecar) => {
  expect(sidecarKey(key)).toBe(sidecar);
});
