import { environmentOf, placeText } from './place.js';

const place = { bucket: 'rubin-x', 'endpoint-url': 'https://s3dfrgw.slac.stanford.edu', profile: 'ppdev' };
const variable = 'LSST_RESOURCES_S3_PROFILE_ppdev';

describe('environmentOf', () => {
  it('leads to the gateway of the file, whatever else the environment says', () => {
    const env = { S3_ENDPOINT_URL: 'https://elsewhere', [variable]: 'https://k:s@s3dfrgw.slac.stanford.edu' };
    const { profile: _, ...anonymous } = place;
    for (const each of [place, anonymous]) {
      expect(environmentOf(each, env)).toMatchObject({ S3_ENDPOINT_URL: place['endpoint-url'] });
    }
    expect(placeText(anonymous)).toBe('rubin-x at https://s3dfrgw.slac.stanford.edu');
  });

  it("doesn't take another gateway's keys there", () => {
    const env = { [variable]: 'https://key:hunter2@sdfembs3.sdf.slac.stanford.edu' };
    const refused = () => environmentOf(place, env);
    expect(refused).toThrow(`${variable} leads to sdfembs3.sdf.slac.stanford.edu, but the file says`);
    expect(refused).not.toThrow('hunter2');
  });
});
