import type { ObjectNotice } from '../src/object-notice.js';

/** A notice with everything filled in. */
export function notice(overrides: Partial<ObjectNotice> = {}): ObjectNotice {
  return {
    bucket: 'raw',
    key: 'LSSTCam/20250412/MC_O_20250412_000123/MC_O_20250412_000123_R22_S11.fits',
    size: 29_000_000,
    etag: 'd41d8cd98f00b204e9800998ecf8427e',
    versionId: null,
    eventTime: '2025-04-12T08:00:00.000Z',
    receivedAt: Date.now(),
    ...overrides,
  };
}

/** As many notices of different objects as asked for. */
export function notices(count: number, overrides: Partial<ObjectNotice> = {}): ObjectNotice[] {
  return Array.from({ length: count }, (_, index) =>
    notice({ ...overrides, key: `${overrides.key ?? 'object'}-${index}` }),
  );
}
