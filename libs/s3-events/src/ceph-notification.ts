import { toCephSequencer } from './sequencer.js';

/** An object as a notification tells of it. */
export interface CephNotificationOptions {
  readonly bucket: string;
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** With or without quotes. */
  readonly etag: string;
  /** ISO 8601. */
  readonly eventTime: string;
  /** The topic's `OpaqueData`. */
  readonly secret: string;
  /** @default 'ObjectCreated:Put' */
  readonly eventName?: string;
  readonly versionId?: string | null;
}

const NANOSECONDS_PER_MILLISECOND = 1_000_000n;

/**
 * Writes a notification's body as Ceph's gateway (16.2) sends it: JSON with one record, the key as it is, no `s3:`.
 *
 * @throws RangeError when the time can't be read.
 */
export function cephNotification(options: CephNotificationOptions): string {
  const { bucket, key, size, eventTime, secret, eventName = 'ObjectCreated:Put', versionId } = options;
  const etag = options.etag.replaceAll('"', '');
  const time = new Date(eventTime);
  const nanoseconds = BigInt(time.getTime()) * NANOSECONDS_PER_MILLISECOND;
  const record = {
    eventVersion: '2.2',
    eventSource: 'ceph:s3',
    awsRegion: '',
    eventTime: microseconds(time),
    eventName,
    userIdentity: { principalId: 'footman' },
    requestParameters: { sourceIPAddress: '' },
    responseElements: { 'x-amz-request-id': '', 'x-amz-id-2': '' },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: 'footman',
      bucket: {
        name: bucket,
        ownerIdentity: { principalId: 'footman' },
        arn: `arn:aws:s3:::${bucket}`,
        id: '',
      },
      object: {
        key,
        size,
        eTag: etag,
        versionId: versionId ?? '',
        sequencer: toCephSequencer(nanoseconds),
        metadata: [],
        tags: [],
      },
    },
    eventId: `${time.getTime() / 1000}.${etag}`,
    opaqueData: secret,
  };
  return JSON.stringify({ Records: [record] });
}

function microseconds(time: Date): string {
  return time.toISOString().replace('Z', '000Z');
}
