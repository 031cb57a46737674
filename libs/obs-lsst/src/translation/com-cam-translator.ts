import type { TaiTime } from '../observation-info.js';
import { parseIsot } from '../time/parse-date-time.js';
import { taiFromDateTime } from '../time/tai-time.js';
import { LsstCamTranslator } from './lsst-cam-translator.js';

const ON_TELESCOPE = taiFromDateTime(parseIsot('2024-08-24T00:00', 'utc'), 'utc');

/** The commissioning camera's headers: those of the main camera, but for when and where it was. Source: obs_lsst, LsstComCamTranslator. */
export class ComCamTranslator extends LsstCamTranslator {
  override readonly instrument: string = 'LSSTComCam';
  protected override readonly shipped: string = '2020-03';
  protected override readonly onTelescope: TaiTime = ON_TELESCOPE;
}
