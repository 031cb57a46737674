import { readdirSync, readFileSync } from 'node:fs';
import { parseNotification } from '../src/parse-notification.js';

const fixtures = new URL('fixtures/', import.meta.url);
const names = readdirSync(fixtures).map((file) => file.replace('.json', ''));

function parse(name: string) {
  const body = readFileSync(new URL(`${name}.json`, fixtures), 'utf8');
  return parseNotification(body, { secrets: ['s3cret', 'a&b <c> "d" =é+%41 x'] });
}

describe("bodies as Ceph's gateway sent them", () => {
  it.each(names)('%s is read as what it is', (name) => {
    const { objects, rejected } = parse(name);
    const reason = name.includes('delete') ? 'not-created' : 'wrong-secret';
    if (name.includes('delete') || name === 'opaque-absent') {
      expect([objects, rejected]).toEqual([[], [expect.objectContaining({ index: 0, reason })]]);
      return;
    }
    expect(rejected).toEqual([]);
    expect(objects).toHaveLength(1);
    expect(objects[0]?.sequencer).toMatch(/^6B04[0-9A-F]{12}$/);
  });

  it.each([
    ['key-colon', 'FiberSpectrograph:fitsFile/x.fits'],
    ['key-del', 'a/\u007f.fits'],
    ['key-dslash', 'a//b/./c.fits'],
    ['key-eq', 'a/k=v&z=1.fits'],
    ['key-mixed', 'FiberSpectrograph:fitsFile/x y+z.fits'],
    ['key-newline', 'a/nl\nx.fits'],
    ['key-percent', 'a/100%25.fits'],
    ['key-percent2', 'a/100%.fits'],
    ['key-plus', 'a/x+y.fits'],
    ['key-tab', 'a/t\tx\u0001.fits'],
    ['key-uni', 'a/é中☃😀.fits'],
  ])('keeps the key of %s', (name, key) => {
    expect(parse(name).objects[0]?.key).toBe(key);
  });

  it('tells all there is to know of an object', () => {
    expect(parse('versioned-put1').objects).toEqual([
      {
        bucket: expect.any(String),
        key: 'v.fits',
        size: 3,
        etag: 'f97c5d29941bfb1b2fdab0874906ab82',
        versionId: 'AjsXug9tXAV1SouaazdeXcVIm8XXFuw',
        eventTime: '2026-11-23T22:43:09.886537Z',
        sequencer: '6B04C17D351C7963',
        eventName: 'ObjectCreated:Put',
      },
    ]);
  });

  it('orders what happened to one key', () => {
    const inOrder = ['plain-put', 'overwrite', 'overwrite-same'].map((n) => parse(n).objects[0]?.sequencer);
    expect(inOrder).toEqual([...inOrder].sort());
  });
});
