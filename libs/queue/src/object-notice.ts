import { createHash } from 'node:crypto';

/** One object that was written to a bucket, as the notification told it. */
export interface ObjectNotice {
  /** `profile@bucket`, or `bucket` alone. */
  readonly bucket: string;
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  readonly etag: string;
  readonly versionId: string | null;
  /** ISO 8601, from the store's clock. */
  readonly eventTime: string;
  /** Milliseconds since the epoch, from our clock. */
  readonly receivedAt: number;
}

/** Name of the queue of a bucket; BullMQ reserves the colon, and no bucket or tenant has a percent sign. */
export function queueName(bucket: string): string {
  return bucket.replaceAll(':', '%3A');
}

/**
 * Identity of an object's job: the same content under the same key gives the same id, whoever noticed it.
 *
 * The version is used only where there is no etag: a PUT of the same content again makes a new version and needs no new
 * work. BullMQ rejects ids that hold a colon or look like an integer, hence the letter in front.
 */
export function jobId(notice: ObjectNotice): string {
  const content = notice.etag || `version ${notice.versionId ?? ''}`;
  const hash = createHash('sha256').update([notice.bucket, notice.key, content].join('\0'));
  return `o${hash.digest('base64url').slice(0, 32)}`;
}
