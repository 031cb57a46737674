import type { ByteSource } from '@footman/fits';

/** A raw file wherever it is, with the two ways to its header. */
export interface RawFile {
  /** Absolute URI as the Butler stores it. */
  readonly uri: string;
  /** Bytes. */
  readonly size: number;
  /** Guiders become `guider_raw` and need their exposure to be known already. */
  readonly guider: boolean;
  /** Whether its exposure becomes a visit, if it saw the sky. Rubin's services make none of what is in the LFA. @default true */
  readonly visits?: boolean;
  /** The JSON sidecar's content, or null where there is none. */
  sidecar(): Promise<Uint8Array | null>;
  /** The file's own bytes, read in ranges. */
  readonly bytes: ByteSource;
}
