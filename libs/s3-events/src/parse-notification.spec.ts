import { cephNotification } from './ceph-notification.js';
import { parseNotification } from './parse-notification.js';

const secrets = ['new-s3cret', 'old-s3cret'];

/** One record of Ceph's dialect, to be spoilt. */
function record(overrides: { key?: unknown; [field: string]: unknown } = {}): Record<string, unknown> {
  const body = cephNotification({
    bucket: 'embargo',
    key: 'a.fits',
    size: 5,
    etag: '5d41402abc4b2a76b9719d911017c592',
    eventTime: '2026-11-23T22:29:10.535Z',
    secret: 'new-s3cret',
  });
  const { key, ...others } = overrides;
  const [made] = JSON.parse(body).Records;
  if (key !== undefined) made.s3.object.key = key;
  return { ...made, ...others };
}

/** The same in AWS's dialect. */
function awsRecord(overrides: Parameters<typeof record>[0] = {}): Record<string, unknown> {
  return record({ eventSource: 'aws:s3', eventName: 's3:ObjectCreated:Put', ...overrides });
}

function parse(...records: unknown[]) {
  return parseNotification({ Records: records }, { secrets });
}

describe('parseNotification', () => {
  it.each(['new-s3cret', 'old-s3cret'])('accepts any of the secrets: %s', (opaqueData) => {
    expect(parse(record({ opaqueData })).objects).toHaveLength(1);
  });

  it.each(['', 'new-s3cre', 'new-s3cret ', undefined])('refuses other secrets: %p', (opaqueData) => {
    const { objects, rejected } = parse(record({ opaqueData }));
    expect(objects).toEqual([]);
    expect(rejected).toMatchObject([{ index: 0, reason: 'wrong-secret' }]);
  });

  it.each([[[]], [['']]])('accepts nothing when no secret is set: %j', (none) => {
    const body = { Records: [record({ opaqueData: '' })] };
    expect(parseNotification(body, { secrets: none }).rejected).toMatchObject([{ reason: 'wrong-secret' }]);
  });

  it.each(['', 'guess', undefined])(
    'accepts any secret where the sender is known by other means: %p',
    (opaqueData) => {
      expect(
        parseNotification({ Records: [record({ opaqueData })] }, { secrets: null }).objects,
      ).toHaveLength(1);
    },
  );

  it("leaves Ceph's keys as they are and decodes those of AWS", () => {
    const keys = [record({ key: 'a+b%20c.fits' }), awsRecord({ key: 'a+b%20c%2B.fits' })];
    expect(parse(...keys).objects.map(({ key }) => key)).toEqual(['a+b%20c.fits', 'a b c+.fits']);
  });

  it('gives event names without the prefix that AWS puts before them', () => {
    expect(parse(awsRecord()).objects[0]?.eventName).toBe('ObjectCreated:Put');
  });

  it('takes the quotes off an etag', () => {
    const quoted = record();
    (quoted['s3'] as { object: { eTag: string } }).object.eTag = '"abc-2"';
    expect(parse(quoted).objects[0]?.etag).toBe('abc-2');
  });

  it('tells removed objects from created ones, even where AWS leaves fields out', () => {
    const s3 = { bucket: { name: 'embargo' }, object: { key: 'a.fits' } };
    const events = [
      awsRecord({ eventName: 'ObjectRemoved:Delete', s3 }),
      record({ eventName: 'ObjectSynced' }),
    ];
    expect(parse(...events).rejected.map(({ reason }) => reason)).toEqual(['not-created', 'not-created']);
  });

  it.each([
    'not json',
    '',
    '{"Records":',
    '[]',
    '{}',
    '{"Records":{}}',
    '{"Records":[]}',
    'null',
    '"{}"',
    null,
    undefined,
    5,
  ])('calls a body without records malformed, once: %p', (body) => {
    expect(parseNotification(body, { secrets })).toEqual({
      objects: [],
      rejected: [{ index: 0, reason: 'malformed', message: expect.stringContaining('not a notification') }],
    });
  });

  it('names the fields that are wrong, and the record, but not what is in them', () => {
    const s3 = { bucket: { name: '' }, object: { key: 'k', size: 'confidential', eTag: 5 } };
    const { rejected } = parse(record(), record({ eventTime: 'confidential', s3 }));
    expect(rejected).toEqual([{ index: 1, reason: 'malformed', message: expect.any(String) }]);
    for (const field of ['eventTime', 's3.bucket.name', 's3.object.size', 's3.object.eTag']) {
      expect(rejected[0]?.message).toContain(field);
    }
    expect(rejected[0]?.message).not.toMatch(/confidential|s3cret/);
  });

  it.each([-1, 1.5, '5', null])('wants a size in whole bytes: %p', (size) => {
    const spoilt = record();
    (spoilt['s3'] as { object: { size: unknown } }).object.size = size;
    expect(parse(spoilt).rejected).toMatchObject([{ reason: 'malformed' }]);
  });

  it('calls keys malformed that no queue can store', () => {
    const keys = [
      record({ key: 'a\0.fits' }),
      record({ key: 'a\ud800.fits' }),
      awsRecord({ key: 'a%00.fits' }),
      awsRecord({ key: '100%.fits' }),
      record({ key: '' }),
    ];
    expect(parse(...keys).rejected.map(({ reason }) => reason)).toEqual(Array(5).fill('malformed'));
  });

  it.each([
    ['a key', { key: `${'é'.repeat(512)}.fits` }],
    ['an etag', { eTag: 'f'.repeat(257) }],
    ['a version', { versionId: 'v'.repeat(1025) }],
  ])('calls %s malformed that is longer than any store has', (_, changes) => {
    const long = record();
    Object.assign((long['s3'] as { object: object }).object, changes);
    expect(parse(long).rejected).toMatchObject([{ reason: 'malformed' }]);
  });

  it('takes keys as long as stores allow', () => {
    expect(parse(record({ key: 'é'.repeat(512) })).objects).toHaveLength(1);
  });

  it.each(['a b', 'a~b', 'a/b', 'a@b', 'a:b:c', '%', 'b\n', 'x'.repeat(256)])(
    'gives no queue to what can be no bucket: %j',
    (name) => {
      const odd = record();
      (odd['s3'] as { bucket: { name: string } }).bucket.name = name;
      expect(parse(odd).rejected).toMatchObject([{ reason: 'malformed' }]);
    },
  );

  it("takes a tenant's bucket", () => {
    const tenants = record();
    (tenants['s3'] as { bucket: { name: string } }).bucket.name = 'rubin:embargo_2.raw';
    expect(parse(tenants).objects).toMatchObject([{ bucket: 'rubin:embargo_2.raw' }]);
  });

  it.each(['0000-01-01T00:00:00Z', '1969-12-31T23:59:59Z', '99999-01-01T00:00:00Z', '2026-02-30T00:00:00Z'])(
    'knows times that no store tells: %s',
    (eventTime) => {
      expect(parse(record({ eventTime })).rejected).toMatchObject([{ reason: 'malformed' }]);
    },
  );

  it('judges every record by itself', () => {
    const good = record({ key: 'good.fits' });
    const { objects, rejected } = parse(
      null,
      good,
      record({ opaqueData: 'guess' }),
      'x',
      good,
      {},
      { opaqueData: 'new-s3cret' },
      record({ opaqueData: 5 }),
    );
    expect(objects.map(({ key }) => key)).toEqual(['good.fits', 'good.fits']);
    expect(rejected.map(({ index, reason }) => [index, reason])).toEqual([
      [0, 'malformed'],
      [2, 'wrong-secret'],
      [3, 'malformed'],
      [5, 'wrong-secret'],
      [6, 'malformed'],
      [7, 'wrong-secret'],
    ]);
  });

  it('spends next to nothing on records of strangers', () => {
    const records = Array(200_000).fill({ eventName: 5 });
    const begin = performance.now();
    expect(parseNotification({ Records: records }, { secrets }).rejected).toHaveLength(200_000);
    // Validating them all takes some ten microseconds each.
    expect(performance.now() - begin).toBeLessThan(2500);
  });
});
