import type { RaDec, TaiTime } from '../observation-info.js';
import { parseIsot } from '../time/parse-date-time.js';
import { taiFromDateTime } from '../time/tai-time.js';
import { exposureId } from './exposure-id.js';
import { HeaderGapError } from './header-reader.js';
import { LfaTranslator } from './lfa-translator.js';

/** The fiber spectrograph's headers, which know of no sky. Source: obs_fiberspectrograph, FiberSpectrographTranslator. */
export class FiberSpecTranslator extends LfaTranslator {
  override readonly instrument = 'FiberSpec';

  override observationType(): string {
    return 'spectrum';
  }

  override object(): null {
    return null;
  }

  override trackingRaDec(): RaDec | null {
    return null;
  }

  override boresightRotationAngle(): null {
    return null;
  }

  protected override readBegin(): TaiTime {
    return taiFromDateTime(parseIsot(this.header.text('DATE-BEG'), 'tai'), 'tai');
  }

  /** -1 where it isn't known. */
  override exposureTime(): number {
    return this.header.has('EXPTIME') ? super.exposureTime() : -1;
  }

  /** Who commanded the exposure makes no difference. */
  override exposureId(): number {
    if (this.header.contains('CALIB_ID'))
      throw new HeaderGapError('CALIB_ID says that this is a master calibration');
    return exposureId(this.header.label('DAYOBS'), this.header.number('SEQNUM'), null);
  }

  override visitId(): number {
    return this.exposureId();
  }
}
