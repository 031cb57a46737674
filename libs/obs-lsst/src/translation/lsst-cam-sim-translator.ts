import { LsstCamTranslator } from './lsst-cam-translator.js';

/** Headers of simulated exposures that say which camera they stand for. Source: obs_lsst, LsstCamSimTranslator. */
export class LsstCamSimTranslator extends LsstCamTranslator {
  override readonly instrument: string = 'LSSTCamSim';
  protected override readonly simulated: boolean = true;
  /** It never was in a laboratory. */
  protected override readonly shipped: string = '';
}
