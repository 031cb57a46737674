import type { IngestedFile } from '@footman/feeds';
import { parseObjectPath } from '@footman/obs-lsst';
import type { ObjectNotice } from '@footman/queue';
import type { IngestOutcome } from './ingest.service.js';

/** What others are told of a file that is in the Butler; its place in the night is that of its key, as far as that tells. */
export function ingestedFile(notice: ObjectNotice, outcome: IngestOutcome): Omit<IngestedFile, 'late'> {
  const { bucket, key, etag, versionId, size, receivedAt } = notice;
  const { instrument, detector, exposure, dataset, exposureEnded, at } = outcome;
  const path = parseObjectPath(bucket, key);
  const put = Date.parse(notice.eventTime);
  const eventTime = Number.isFinite(put) ? put : receivedAt;
  return {
    bucket,
    key,
    etag,
    versionId,
    size,
    instrument,
    day_obs: path?.day_obs ?? outcome.day_obs ?? observingDay(eventTime),
    ...(path?.obs_id && { obs_id: path.obs_id }),
    ...(detector !== undefined && { detector }),
    ...(exposure !== undefined && { exposure }),
    ...(dataset && { dataset }),
    eventTime,
    receivedAt,
    ingestedAt: at,
    ...(exposureEnded !== undefined && { exposureEnded: Math.round(exposureEnded) }),
  };
}

/** It ends at noon. Source: obs_lsst, translators' observing_day_offset. */
function observingDay(at: number): number {
  return Number(new Date(at - 12 * 3_600_000).toISOString().slice(0, 10).replaceAll('-', ''));
}
