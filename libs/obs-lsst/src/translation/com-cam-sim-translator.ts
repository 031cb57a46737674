import type { AltAz } from '../observation-info.js';
import { HeaderGapError } from './header-reader.js';
import { LsstCamSimTranslator } from './lsst-cam-sim-translator.js';

const DEGREES_PER_RADIAN = 180 / Math.PI;

/** The simulated commissioning camera's headers. Source: obs_lsst, LsstComCamSimTranslator. */
export class ComCamSimTranslator extends LsstCamSimTranslator {
  override readonly instrument: string = 'LSSTComCamSim';

  /**
   * Simulations that lack azimuth and elevation also have positions that don't fit their time, so that nothing better can be
   * computed than a height from the airmass, due north.
   */
  override altAzBegin(): AltAz | null {
    if (this.header.has('ELSTART', 'AZSTART')) return super.altAzBegin();
    if (!this.header.has('RA', 'DEC')) return null;
    this.datetimeBegin();
    return { az_deg: 0, alt_deg: this.isOnSky() ? this.altitudeByAirmass() : 45 };
  }

  private altitudeByAirmass(): number {
    const airmass = this.header.number('AMSTART');
    if (Math.abs(1 / airmass) <= 1) return Math.asin(1 / airmass) * DEGREES_PER_RADIAN;
    throw new HeaderGapError(`AMSTART is ${airmass}, which is no airmass`);
  }
}
