import type { TaiTime } from '../observation-info.js';
import { taiFromMjd } from '../time/tai-time.js';
import type { HeaderReader } from './header-reader.js';
import { LfaTranslator, textOr } from './lfa-translator.js';

/**
 * The headers of the cameras that are mounted on the telescope to see whole constellations. Source: obs_rubinGenericCamera,
 * StarTrackerTranslator.
 */
export class StarTrackerTranslator extends LfaTranslator {
  constructor(
    override readonly instrument: string,
    header: HeaderReader,
  ) {
    super(header);
  }

  /** As it is written, in upper case mostly: rules that ask for 'science' or 'bias' don't hold here. */
  override observationType(): string {
    return this.header.label('IMGTYPE');
  }

  override object(): string {
    return textOr(this.header.value('OBJECT'), 'UNKNOWN');
  }

  override boresightRotationAngle(): number {
    return this.header.quantity('ROTPA', 'ROTANGLE');
  }

  override boresightRotationCoord(): string {
    return 'sky';
  }

  protected override readBegin(): TaiTime {
    return taiFromMjd(this.header.digits('MJD-BEG'));
  }
}
