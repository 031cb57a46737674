import { endpointOf, splitBucket } from './endpoint.js';

describe('endpoints', () => {
  test('a profile has its own variable, with percent-encoded credentials', () => {
    const env = {
      LSST_RESOURCES_S3_PROFILE_embargo: 'https://KEY:se%2Fcret@store.example:8080',
      S3_ENDPOINT_URL: 'http://other',
    };
    expect(endpointOf('embargo', env)).toEqual({
      url: 'https://store.example:8080',
      credentials: { accessKeyId: 'KEY', secretAccessKey: 'se/cret' },
    });
  });

  test('without a profile the usual variables count', () => {
    const env = { S3_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };
    expect(endpointOf(null, env)).toEqual({
      url: 'http://127.0.0.1:9',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    });
    expect(endpointOf('other', env).url).toBe('http://127.0.0.1:9');
  });

  test('what is no URL is refused by the name of its variable, never by its value', () => {
    expect(() => endpointOf('p', { LSST_RESOURCES_S3_PROFILE_p: 'KEY:secret@host' })).toThrow(
      'LSST_RESOURCES_S3_PROFILE_p has to be https://KEY:SECRET@host',
    );
  });

  test('a bucket may name its profile', () => {
    expect(splitBucket('embargo@rubin-summit')).toEqual({ profile: 'embargo', bucket: 'rubin-summit' });
    expect(splitBucket('rubin:raw')).toEqual({ profile: null, bucket: 'rubin:raw' });
  });
});
