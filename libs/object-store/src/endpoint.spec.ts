import { ObjectStoreError } from './errors.js';
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

  test('a profile’s own credentials count before the usual ones, a port and plain HTTP are kept', () => {
    const env = {
      LSST_RESOURCES_S3_PROFILE_p: 'http://K:S@h:81/',
      AWS_ACCESS_KEY_ID: 'a',
      AWS_SECRET_ACCESS_KEY: 'b',
    };
    expect(endpointOf('p', env)).toEqual({
      url: 'http://h:81',
      credentials: { accessKeyId: 'K', secretAccessKey: 'S' },
    });
  });

  test.each([
    ['a%2Fb%2Bc', 'a/b+c'],
    ['a+b=c', 'a+b=c'],
    ['100%zz', '100%zz'],
    ['%C3%BC', 'ü'],
    ['%FF', '%FF'],
  ])('the secret %s means %s', (written, meant) => {
    const env = { LSST_RESOURCES_S3_PROFILE_p: `https://K:${written}@h` };
    expect(endpointOf('p', env).credentials?.secretAccessKey).toBe(meant);
  });

  test('temporary credentials bring their token', () => {
    const env = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_SESSION_TOKEN: 'c' };
    expect(endpointOf(null, env)).toEqual({
      credentials: { accessKeyId: 'a', secretAccessKey: 'b', sessionToken: 'c' },
    });
  });

  test('a profile without any credentials is looked up in AWS’s files', () => {
    expect(endpointOf('p', { S3_ENDPOINT_URL: 'http://h' })).toEqual({ url: 'http://h', awsProfile: 'p' });
    expect(endpointOf(null, {})).toEqual({});
  });

  test.each(['https://KEY:12/cret@h', 'https://KEY:1#cret@h', 'https://KEY@h', 'ftp://h'])(
    '%s is refused before it is taken for another host',
    (value) => {
      expect(() => endpointOf('p', { LSST_RESOURCES_S3_PROFILE_p: value })).toThrow(ObjectStoreError);
    },
  );

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
