import type { IngestedFile } from '@footman/feeds';
import { fileId } from '../file-id.js';

/** What is said of a file in a topic; docs/ingested-message.schema.json describes it for others. What isn't known is null. */
export interface IngestedMessage {
  /** Counted up when something that is here changes its meaning or goes; new fields may come without. */
  readonly version: 1;
  /** The same for the same content under the same key: by this a message that comes twice is known. */
  readonly id: string;
  /** As the Butler has it. */
  readonly uri: string;
  /** `[profile@]bucket` */
  readonly bucket: string;
  readonly key: string;
  readonly etag: string;
  readonly version_id: string | null;
  /** Bytes. */
  readonly size: number;
  readonly instrument: string;
  /** YYYYMMDD */
  readonly day_obs: number;
  readonly obs_id: string | null;
  readonly exposure: number | null;
  readonly detector: number | null;
  readonly dataset: { readonly id: string; readonly type: string; readonly run: string } | null;
  /** Times are UTC, in ISO 8601 with milliseconds: the exposure's end, the PUT by the store's clock, its notice, and the Butler. */
  readonly exposure_ended: string | null;
  readonly put: string;
  readonly noticed: string;
  readonly ingested: string;
  /** Ingested later than LATE_AFTER after the exposure's end. */
  readonly late: boolean;
}

/** Puts together what is said of a file. */
export function ingestedMessage(file: IngestedFile): IngestedMessage {
  const { bucket, key, etag, versionId, size, instrument, day_obs, obs_id, exposure, detector } = file;
  const { dataset, exposureEnded, eventTime, receivedAt, ingestedAt, late } = file;
  return {
    version: 1,
    id: fileId(file),
    uri: `s3://${bucket}/${key}`,
    bucket,
    key,
    etag,
    version_id: versionId ?? null,
    size,
    instrument,
    day_obs,
    obs_id: obs_id ?? null,
    exposure: exposure ?? null,
    detector: detector ?? null,
    dataset: dataset ? { id: dataset.id, type: dataset.type, run: dataset.run } : null,
    exposure_ended: exposureEnded === undefined ? null : new Date(exposureEnded).toISOString(),
    put: new Date(eventTime).toISOString(),
    noticed: new Date(receivedAt).toISOString(),
    ingested: new Date(ingestedAt).toISOString(),
    late,
  };
}
