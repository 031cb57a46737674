import type { Stage } from '../../src/index.js';

/** A moment of the night of 2025-11-15. */
export const EVENING = Date.UTC(2025, 10, 16, 0, 0, 0);

/** A stage of an object; the n-th detector of an exposure unless told otherwise. */
export function stage(overrides: Partial<Stage> = {}, n = 0): Stage {
  const exposure = 'MC_O_20251115_000001';
  return {
    bucket: 'rubin-summit',
    key: `LSSTCam/20251115/${exposure}/${exposure}_R22_S${String(n).padStart(2, '0')}.fits`,
    etag: 'e1',
    state: 'queued',
    at: EVENING,
    ...overrides,
  };
}
