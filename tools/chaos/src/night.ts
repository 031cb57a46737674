import { exposureKeys, obsId, sampleDetectors, type SimulatedExposure } from '@footman/cli/demo';
import { instrumentByName } from '@footman/obs-lsst';
import type { Expectation } from './inspect-butler.js';

/** The exposures of a night and what the Butler must have of them. */
export interface Night extends Expectation {
  readonly exposures: readonly SimulatedExposure[];
}

/** Plans exposures of the night that it is now, as nobody else's are looked for every few seconds. */
export function planNight(count: number, detectors: number): Night {
  const camera = instrumentByName('LSSTCam').detectors;
  const used = sampleDetectors(camera, detectors);
  const exposures = Array.from({ length: count }, (_, i) => ({
    day_obs: tonight(),
    seq_num: i + 1,
    detectors: used,
  }));
  return {
    exposures,
    keys: new Set(exposures.flatMap(exposureKeys)),
    obs_ids: exposures.map(obsId),
    regions: camera.length,
  };
}

/** An observing day begins at noon, UTC. */
function tonight(): number {
  const noon = new Date(Date.now() - 12 * 3_600_000);
  return Number(noon.toISOString().slice(0, 10).replaceAll('-', ''));
}
