import { createHash } from 'node:crypto';
import type { Lane } from './lane.js';

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

/** What a store's listing tells of an object. */
export interface ListedObject {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  readonly etag: string;
  readonly lastModified: Date;
}

/** The notice that a listed object's PUT would have brought, so that both have the same job. */
export function noticeOfListed(
  bucket: string,
  { key, size, etag, lastModified }: ListedObject,
): ObjectNotice {
  const eventTime = lastModified.toISOString();
  return { bucket, key, size, etag, versionId: null, eventTime, receivedAt: Date.now() };
}

const BACKFILL = '~backfill';

/** Name of a bucket's queue; BullMQ reserves the colon, and no bucket or tenant has a percent sign or a tilde. */
export function queueName(bucket: string, lane: Lane = 'live'): string {
  return bucket.replaceAll(':', '%3A') + (lane === 'backfill' ? BACKFILL : '');
}

/** The bucket of a queue, whichever lane it is. */
export function bucketOf(queue: string): string {
  return (laneOf(queue) === 'backfill' ? queue.slice(0, -BACKFILL.length) : queue).replaceAll('%3A', ':');
}

/** The lane of a bucket's queue. */
export function laneOf(queue: string): Lane {
  return queue.endsWith(BACKFILL) ? 'backfill' : 'live';
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
