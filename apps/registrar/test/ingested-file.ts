import type { IngestedFile } from '@footman/feeds';

/** A file of LSSTCam that ingest has told of, but for what is said of it. */
export function ingestedFile(more: Partial<IngestedFile> = {}): IngestedFile {
  const now = Date.now();
  return {
    bucket: 'embargo',
    key: 'LSSTCam/20261125/MC_O_20261125_001234/MC_O_20261125_001234_R22_S11.fits',
    etag: 'd41d8cd98f00b204e9800998ecf8427e',
    size: 0,
    instrument: 'LSSTCam',
    day_obs: 20261125,
    obs_id: 'MC_O_20261125_001234',
    eventTime: now - 2000,
    receivedAt: now - 1900,
    ingestedAt: now - 1000,
    late: false,
    ...more,
  };
}
