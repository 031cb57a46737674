import { parseNotification } from '../src/parse-notification.js';

/** As AWS documents it, with the secret that a forwarder adds. */
const RECORD = {
  eventVersion: '2.1',
  eventSource: 'aws:s3',
  awsRegion: 'us-west-2',
  eventTime: '2026-11-23T22:29:10.000Z',
  eventName: 'ObjectCreated:CompleteMultipartUpload',
  userIdentity: { principalId: 'AWS:AIDAEXAMPLE' },
  requestParameters: { sourceIPAddress: '192.0.2.1' },
  responseElements: { 'x-amz-request-id': 'C3D13FE58DE4C810', 'x-amz-id-2': 'FMyUVURIY8' },
  s3: {
    s3SchemaVersion: '1.0',
    configurationId: 'raw',
    bucket: {
      name: 'embargo',
      ownerIdentity: { principalId: 'A3NL1KOZZKExample' },
      arn: 'arn:aws:s3:::embargo',
    },
    object: {
      key: 'LATISS/a+b%2Bc%3A%C3%A9.fits',
      size: 20971520,
      eTag: 'd41d8cd98f00b204e9800998ecf8427e-3',
      versionId: '096fKKXTRTtl3on89fVO.nfljtsv6qko',
      sequencer: '0055AED6DCD90281E5',
    },
  },
  opaqueData: 's3cret',
};

/** AWS leaves out what a removed object no longer has. */
const REMOVED = {
  ...RECORD,
  eventName: 'ObjectRemoved:DeleteMarkerCreated',
  s3: { ...RECORD.s3, object: { key: 'a.fits', sequencer: '0055AED6DCD90281E5' } },
};

function parse(...records: object[]) {
  return parseNotification(JSON.stringify({ Records: records }), { secrets: ['s3cret'] });
}

describe('bodies as AWS sends them', () => {
  it('tell of an object by its own key', () => {
    expect(parse(RECORD)).toEqual({
      objects: [
        {
          bucket: 'embargo',
          key: 'LATISS/a b+c:é.fits',
          size: 20971520,
          etag: 'd41d8cd98f00b204e9800998ecf8427e-3',
          versionId: '096fKKXTRTtl3on89fVO.nfljtsv6qko',
          eventTime: '2026-11-23T22:29:10.000Z',
          sequencer: '0055AED6DCD90281E5',
          eventName: 'ObjectCreated:CompleteMultipartUpload',
        },
      ],
      rejected: [],
    });
  });

  it('may hold several records, removals among them', () => {
    const { objects, rejected } = parse(RECORD, REMOVED, RECORD);
    expect(objects).toHaveLength(2);
    expect(rejected).toEqual([{ index: 1, reason: 'not-created', message: expect.any(String) }]);
  });

  it('without records, as its test event, are malformed', () => {
    const test = { Service: 'Amazon S3', Event: 's3:TestEvent', Time: RECORD.eventTime, Bucket: 'embargo' };
    const { objects, rejected } = parseNotification(test, { secrets: ['s3cret'] });
    expect([objects, rejected.map(({ reason }) => reason)]).toEqual([[], ['malformed']]);
  });
});
