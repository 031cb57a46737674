import type { IngestedFile } from '@footman/feeds';
import { announce } from './announcement.js';

function files(...keys: string[]): IngestedFile[] {
  return keys.map((key) => ({ bucket: 'b', key, etag: key }) as IngestedFile);
}

describe('what is POSTed of an exposure', () => {
  it('is named by the directory of its files', () => {
    expect(
      announce(files('LSSTCam/20261124/MC_O_1/a.fits', 'LSSTCam/20261124/MC_O_1/b.fits'), false),
    ).toMatchObject({
      exp_id: 'MC_O_1',
      body: '{"exp_id": "MC_O_1", "filenames": ["a.fits", "b.fits"]}',
      said: "{'exp_id': 'MC_O_1', 'filenames': ['a.fits', 'b.fits']}",
    });
  });

  it('has an id by its files, in whatever order they come, and another for late files', () => {
    const id = announce(files('x/a.fits', 'x/b.fits'), false).id;
    expect(id).toMatch(/^msg_[\w-]{32}$/);
    expect(announce(files('x/b.fits', 'x/a.fits', 'x/a.fits'), false).id).toBe(id);
    expect(announce(files('x/a.fits'), false).id).not.toBe(id);
    expect(announce(files('x/a.fits', 'x/b.fits'), true).id).not.toBe(id);
    const [first, second] = files('x/a.fits', 'x/b.fits') as [IngestedFile, IngestedFile];
    expect(announce([first, { ...second, etag: 'corrected' }], false).id).not.toBe(id);
  });

  // As Python 3.12 prints json.dumps(d) and str(d).
  it.each([
    ["it's.fits", '"it\'s.fits"', '"it\'s.fits"'],
    ['a"b\'.fits', '"a\\"b\'.fits"', "'a\"b\\'.fits'"],
    ['ü😀.fits', '"\\u00fc\\ud83d\\ude00.fits"', "'ü😀.fits'"],
    ['a\\b\n.fits', '"a\\\\b\\n.fits"', "'a\\\\b\\n.fits'"],
  ])('is written and logged as Python does: %j', (name, json, repr) => {
    expect(announce(files(`x/${name}`), false)).toMatchObject({
      body: `{"exp_id": "x", "filenames": [${json}]}`,
      said: `{'exp_id': 'x', 'filenames': [${repr}]}`,
    });
  });
});
