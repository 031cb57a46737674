/** What the object store tells of an object that has just been PUT. */
export interface StoredObject {
  readonly bucket: string;
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  /** ISO 8601, UTC. */
  readonly eventTime: string;
}
