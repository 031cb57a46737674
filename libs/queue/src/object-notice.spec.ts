import { jobId, queueName, type ObjectNotice } from './object-notice.js';

const notice = (overrides: Partial<ObjectNotice> = {}): ObjectNotice => ({
  bucket: 'embargo@raw',
  key: 'a/b.fits',
  size: 1,
  etag: 'e',
  versionId: null,
  eventTime: '2025-04-12T08:00:00Z',
  receivedAt: 0,
  ...overrides,
});

describe('jobId', () => {
  it('is the same for the same content under the same key, whenever and however it was noticed', () => {
    const later = notice({ receivedAt: 1, eventTime: '2025-04-13T08:00:00Z', versionId: 'v2' });
    expect(jobId(later)).toBe(jobId(notice()));
  });

  it.each([{ bucket: 'other' }, { key: 'a/c.fits' }, { etag: 'f' }])('differs with %j', (change) => {
    expect(jobId(notice(change))).not.toBe(jobId(notice()));
  });

  it('does not mix up where one part ends and the next begins', () => {
    expect(jobId(notice({ key: 'ab', etag: 'c' }))).not.toBe(jobId(notice({ key: 'a', etag: 'bc' })));
  });

  it('goes by the version where there is no etag', () => {
    const first = jobId(notice({ etag: '', versionId: 'v1' }));
    expect(jobId(notice({ etag: '', versionId: 'v2' }))).not.toBe(first);
  });

  it('is something that BullMQ accepts', () => {
    expect(jobId(notice())).toMatch(/^o[\w-]{32}$/);
  });
});

describe('queueName', () => {
  it('has no colon', () => {
    expect(queueName('tenant:raw')).not.toContain(':');
    expect(queueName('embargo@raw')).toBe('embargo@raw');
  });

  it('keeps buckets apart that differ only in a colon', () => {
    expect(queueName('tenant:raw')).not.toBe(queueName('tenant-raw'));
  });
});
