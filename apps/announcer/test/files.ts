import type { IngestedFile } from '@footman/feeds';

export const BUCKET = 'summit@rubin-summit';
const DAY_OBS = 20261124;

/** An exposure's name by its number. */
export function exposure(seq_num: number): string {
  return `MC_O_${DAY_OBS}_${String(seq_num).padStart(6, '0')}`;
}

/** A file of an exposure that was ingested just now. */
export function file(seq_num: number, detector = 'R22_S11', more: Partial<IngestedFile> = {}): IngestedFile {
  const obs_id = exposure(seq_num);
  const now = Date.now();
  return {
    bucket: BUCKET,
    key: `LSSTCam/${DAY_OBS}/${obs_id}/${obs_id}_${detector}.fits`,
    etag: `etag of ${seq_num} ${detector}`,
    versionId: null,
    size: 5760,
    instrument: 'LSSTCam',
    day_obs: DAY_OBS,
    obs_id,
    detector: 94,
    exposure: DAY_OBS * 100_000 + seq_num,
    dataset: { id: '0190d1f0-7d1e-5f0e-9d4e-4b9f6f1c2a3b', type: 'raw', run: 'LSSTCam/raw/all' },
    eventTime: now - 900,
    receivedAt: now - 800,
    ingestedAt: now,
    exposureEnded: now - 5000,
    late: false,
    ...more,
  };
}
