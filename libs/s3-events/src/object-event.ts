/** An object that came into being, told the same way whoever sent the notification. */
export interface ObjectEvent {
  readonly bucket: string;
  /** As it is in the store: UTF-8, never URL-encoded. */
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** Without quotes; `<md5>-<parts>` after a multipart upload. */
  readonly etag: string;
  /** `null` in buckets without versions. */
  readonly versionId: string | null;
  /** ISO 8601, from the store's clock. */
  readonly eventTime: string;
  /** Orders the events of one key from one sender when compared as text; `null` when there is none to rely on. */
  readonly sequencer: string | null;
  /** Without `s3:`, for example `ObjectCreated:Put`. */
  readonly eventName: string;
}
