/** A file that is in the Butler, as others are told of it; times are in milliseconds since the epoch. */
export interface IngestedFile {
  /** As `[profile@]bucket`. */
  readonly bucket: string;
  readonly key: string;
  /** Without quotes. With bucket and key it tells a file told twice from two. */
  readonly etag: string;
  readonly versionId?: string | null;
  /** Bytes. */
  readonly size: number;
  /** As the Butler has it. */
  readonly instrument: string;
  /** YYYYMMDD */
  readonly day_obs: number;
  /** The name of the exposure's directory, where the key tells. */
  readonly obs_id?: string;
  readonly detector?: number;
  /** The exposure's id. */
  readonly exposure?: number;
  /** What the Butler has, where the engine knows. */
  readonly dataset?: IngestedDataset;
  /** When it was PUT, by the store's clock. */
  readonly eventTime: number;
  readonly receivedAt: number;
  readonly ingestedAt: number;
  /** By its header, where that was read. */
  readonly exposureEnded?: number;
  /** Ingested later than LATE_AFTER after its exposure's end, or after the PUT where that isn't known. */
  readonly late: boolean;
}

/** A dataset in the Butler. */
export interface IngestedDataset {
  /** UUID */
  readonly id: string;
  /** Such as `raw`. */
  readonly type: string;
  readonly run: string;
}
