import { readFileSync } from 'node:fs';
import { cephNotification } from './ceph-notification.js';
import { parseNotification } from './parse-notification.js';

const options = {
  bucket: 'embargo',
  key: 'LSSTCam/20251115/a+b %25.fits',
  size: 1000,
  etag: '"f0835dbe66a7e90b0e0e8647354d0c0b"',
  eventTime: '2026-11-23T22:29:10.535Z',
  secret: 'a&b "c"',
};

/** Field names and kinds, all the way down. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return [];
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, shape(each)]));
}

describe('cephNotification', () => {
  it('has the fields that the gateway sends, of the same kinds', () => {
    const sent = readFileSync(new URL('../test/fixtures/plain-put.json', import.meta.url), 'utf8');
    const [theirs] = JSON.parse(sent).Records;
    const [ours] = JSON.parse(cephNotification(options)).Records;
    expect(shape(ours)).toEqual(shape(theirs));
  });

  it('is read back as it was written', () => {
    expect(parseNotification(cephNotification(options), { secrets: [options.secret] })).toEqual({
      objects: [
        {
          bucket: 'embargo',
          key: 'LSSTCam/20251115/a+b %25.fits',
          size: 1000,
          etag: 'f0835dbe66a7e90b0e0e8647354d0c0b',
          versionId: null,
          eventTime: '2026-11-23T22:29:10.535000Z',
          sequencer: '6B04BE361FE373C0',
          eventName: 'ObjectCreated:Put',
        },
      ],
      rejected: [],
    });
  });

  it('writes other events and versions too', () => {
    const body = cephNotification({ ...options, eventName: 'ObjectCreated:Copy', versionId: 'v1' });
    const [object] = parseNotification(body, { secrets: [options.secret] }).objects;
    expect(object).toMatchObject({ eventName: 'ObjectCreated:Copy', versionId: 'v1' });
  });

  it('refuses a time that is none', () => {
    expect(() => cephNotification({ ...options, eventTime: 'yesterday' })).toThrow(RangeError);
  });
});
