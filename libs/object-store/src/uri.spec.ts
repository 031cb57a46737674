import { ObjectStoreError } from './errors.js';
import { fileUri, formatS3Uri, parseS3Uri } from './uri.js';

describe('URIs', () => {
  // What lsst.resources 30 gives for the same paths.
  test.each([
    ['/tmp/a b.fits', 'file:///tmp/a%20b.fits'],
    ['/tmp/a+b.fits', 'file:///tmp/a%2Bb.fits'],
    ['/tmp/a%b.fits', 'file:///tmp/a%25b.fits'],
    ['/tmp/a%20b.fits', 'file:///tmp/a%20b.fits'],
    ['/tmp/a#b.fits', 'file:///tmp/a#b.fits'],
    ['/tmp/a?b.fits', 'file:///tmp/a%3Fb.fits'],
    ['/tmp/a:b.fits', 'file:///tmp/a%3Ab.fits'],
    ['/tmp/ü.fits', 'file:///tmp/%C3%BC.fits'],
    ['/tmp/./x/../y.fits', 'file:///tmp/y.fits'],
    ["/tmp/a~b@c,d;e'f.fits", 'file:///tmp/a~b%40c%2Cd%3Be%27f.fits'],
    ['/tmp/a(b)[c]{d}.fits', 'file:///tmp/a%28b%29%5Bc%5D%7Bd%7D.fits'],
  ])('the file %s is stored as %s', (path, uri) => {
    expect(fileUri(path)).toBe(uri);
  });

  test.each(['a/b c.fits', 'a/b+c.fits', 'a/b:c.fits', 'a/ü.fits', 'a//b.fits'])(
    'the key %s is stored as it is',
    (key) => {
      expect(formatS3Uri('prof@bucket', key)).toBe(`s3://prof@bucket/${key}`);
      expect(parseS3Uri(formatS3Uri('prof@bucket', key))).toEqual({ bucket: 'prof@bucket', key });
    },
  );

  test('a bucket alone has an empty key', () => {
    expect(parseS3Uri('s3://bucket')).toEqual({ bucket: 'bucket', key: '' });
  });

  test.each(['http://bucket/key', 's3:///key', 'key'])('%s is refused', (uri) => {
    expect(() => parseS3Uri(uri)).toThrow(ObjectStoreError);
  });
});
