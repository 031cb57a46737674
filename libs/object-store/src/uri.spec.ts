import { ObjectStoreError } from './errors.js';
import { readFileSync } from 'node:fs';
import { fileUri, formatS3Uri, parseS3Uri } from './uri.js';

/** Paths, and what lsst.resources 30 makes of each: all printable ASCII, some beyond, and escapes among them. */
const REFERENCE = readFileSync(new URL('../test/fixtures/resource-paths.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as [path: string, uri: string]);

describe('URIs', () => {
  test('of files are those of the reference, whatever characters their names have', () => {
    expect(REFERENCE.map(([path]) => [path, fileUri(path)])).toEqual(REFERENCE);
  });

  test('of objects hold the key as it is, as the reference has it for the same', () => {
    for (const [path] of REFERENCE) {
      const key = path.slice(1);
      expect(formatS3Uri('bucket', key)).toBe(`s3://bucket/${key}`);
      expect(parseS3Uri(formatS3Uri('bucket', key)).key).toBe(key);
    }
  });

  // What lsst.resources 30 gives for the same paths.
  test.each([
    ['/tmp/a b.fits', 'file:///tmp/a%20b.fits'],
    ['/tmp/a+b.fits', 'file:///tmp/a%2Bb.fits'],
    ['/tmp/a%b.fits', 'file:///tmp/a%25b.fits'],
    ['/tmp/a%zz.fits', 'file:///tmp/a%25zz.fits'],
    ['/tmp/a%20b.fits', 'file:///tmp/a%20b.fits'],
    ['/tmp/a%20 b.fits', 'file:///tmp/a%20%20b.fits'],
    ['/tmp/ä%20 b.fits', 'file:///tmp/%C3%A4%20%20b.fits'],
    ['/tmp/a%2fb.fits', 'file:///tmp/a%252fb.fits'],
    ['/tmp/a#b.fits', 'file:///tmp/a#b.fits'],
    ['/tmp/a#b#c.fits', 'file:///tmp/a%23b#c.fits'],
    ['/tmp/x#y/b.fits', 'file:///tmp/x%23y/b.fits'],
    ['/tmp/x%20y/a#b c.fits', 'file:///tmp/x%20y/a#b c.fits'],
    ['/tmp/a b#c d.fits', 'file:///tmp/a%20b#c d.fits'],
    ['/tmp/a#ü?.fits', 'file:///tmp/a#ü?.fits'],
    ['/tmp/x?y/a#b.fits', 'file:///tmp/x%3Fy/a#b.fits'],
    ['/tmp/a?b.fits', 'file:///tmp/a%3Fb.fits'],
    ['/tmp/a:b.fits', 'file:///tmp/a%3Ab.fits'],
    ['/tmp/ü.fits', 'file:///tmp/%C3%BC.fits'],
    ['/tmp/./x/../y.fits', 'file:///tmp/y.fits'],
    ['/tmp/dir/', 'file:///tmp/dir/'],
    ["/tmp/a~b@c,d;e'f.fits", 'file:///tmp/a~b%40c%2Cd%3Be%27f.fits'],
    ["/tmp/a!*'().fits", 'file:///tmp/a%21%2A%27%28%29.fits'],
    ['/tmp/a(b)[c]{d}.fits', 'file:///tmp/a%28b%29%5Bc%5D%7Bd%7D.fits'],
  ])('the file %s is stored as %s', (path, uri) => {
    expect(fileUri(path)).toBe(uri);
  });

  test.each([
    'a/b c.fits',
    'a/b+c.fits',
    'a/b%c.fits',
    'a/b%20c.fits',
    'a/b#c.fits',
    'a/b?c.fits',
    'a/b:c.fits',
    'a/b;c=1&d.fits',
    'a/b[1].fits',
    'a/@b.fits',
    'a/ü.fits',
    'a//b.fits',
    '/lead.fits',
    '../x',
    'a/b/',
    '',
  ])('the key %s is stored as it is', (key) => {
    expect(formatS3Uri('prof@bucket', key)).toBe(`s3://prof@bucket/${key}`);
    expect(parseS3Uri(formatS3Uri('prof@bucket', key))).toEqual({ bucket: 'prof@bucket', key });
  });

  test('a bucket alone has an empty key', () => {
    expect(parseS3Uri('s3://bucket')).toEqual({ bucket: 'bucket', key: '' });
  });

  test.each(['http://bucket/key', 's3:///key', 'key'])('%s is refused', (uri) => {
    expect(() => parseS3Uri(uri)).toThrow(ObjectStoreError);
  });
});
