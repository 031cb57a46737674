import { type Site, geodeticSite } from '../astrometry/site.js';
import { parseIsot } from '../time/parse-date-time.js';
import { isLater, taiFromDateTime } from '../time/tai-time.js';
import { HeaderGapError } from './header-reader.js';
import { RubinTranslator } from './rubin-translator.js';

/** Until then the spectrograph was in the laboratory, or its headers were as unreliable as if it were. */
const ON_TELESCOPE = taiFromDateTime(parseIsot('2020-01-01T00:00', 'utc'), 'utc');

/** The Auxiliary Telescope. */
const AUXTEL = geodeticSite(-70.747698, -30.244728, 2663);

const EXPOSURE_TIME_UNKNOWN = -1;

/** The headers of the Auxiliary Telescope's spectrograph. Source: obs_lsst, LatissTranslator. */
export class LatissTranslator extends RubinTranslator {
  override readonly instrument = 'LATISS';

  /** There is only one. */
  override detectorNum(): number {
    return 0;
  }

  override observationId(): string {
    return this.header.label('OBSID', 'IMGNAME');
  }

  /** Seconds; -1 where it isn't told. */
  override exposureTime(): number {
    return this.header.has('EXPTIME') ? this.header.quantity('EXPTIME') : EXPOSURE_TIME_UNKNOWN;
  }

  override exposureTimeRequested(): number {
    return this.exposureTime();
  }

  /** A detector can't have been dark for less than the exposure took. */
  override darkTime(): number {
    const exposure = this.exposureTime();
    if (!this.header.has('DARKTIME')) return exposure;
    const dark = this.header.quantity('DARKTIME');
    return dark >= exposure ? dark : exposure;
  }

  override observationType(): string {
    const key = ['OBSTYPE', 'IMGTYPE'].find((candidate) => this.header.has(candidate));
    if (!key) return this.exposureTime() === 0 ? 'bias' : 'unknown';
    const type = this.header.text(key).toLowerCase();
    // A science observation needs a position on the sky, which an object in the laboratory has not.
    if (type === 'object') return this.isOnMountain() ? 'science' : 'labobject';
    return type === 'skyexp' ? 'science' : type;
  }

  override object(): string {
    if (!this.header.has('OBJECT')) return this.unlessRequired('OBJECT', 'UNKNOWN');
    return this.header.labelOr('UNKNOWN', 'OBJECT');
  }

  override scienceProgram(): string {
    return this.header.labelOr('unknown', 'PROGRAM');
  }

  /** Degrees; NaN where it isn't told and needn't be. */
  override boresightRotationAngle(): number {
    if (this.header.has('ROTPA') || this.header.has('ROTANGLE')) {
      return this.header.quantity('ROTPA', 'ROTANGLE');
    }
    return this.unlessRequired('ROTPA', NaN);
  }

  /** Always the filter and the grating, whatever is known of them. */
  override physicalFilter(): string {
    const filter = this.header.has('FILTER') ? this.header.text('FILTER') : 'unknown';
    return `${/^empty_?\d*$/i.test(filter) ? 'empty' : filter}~${this.grating()}`;
  }

  private grating(): string {
    if (!this.header.has('GRATING')) return 'unknown';
    const grating = this.header.value('GRATING') ? this.header.text('GRATING') : '';
    return /^(empty|$)/i.test(grating) ? 'empty' : grating;
  }

  protected override get defaultSite(): Site {
    return AUXTEL;
  }

  protected override isOnMountain(): boolean {
    return isLater(this.datetimeBegin(), ON_TELESCOPE);
  }

  /** Calibrations and laboratory data may do without what a science observation must have. */
  private unlessRequired<T>(key: string, fallback: T): T {
    if (this.observationType() === 'science' && this.isOnMountain()) {
      throw new HeaderGapError(`${key} has no value, which a science observation must have`);
    }
    return fallback;
  }
}
