import type { TaiTime } from '../observation-info.js';
import { formatIsot } from '../time/format-isot.js';
import { pacificOffset } from '../time/pacific-offset.js';
import { parseIsot } from '../time/parse-date-time.js';
import { isLater, taiFromDateTime } from '../time/tai-time.js';
import { detectorId } from './detector-id.js';
import { HeaderGapError } from './header-reader.js';
import { RubinTranslator } from './rubin-translator.js';

/** From then on the camera may see the sky. */
const ON_TELESCOPE = taiFromDateTime(parseIsot('2025-03-01T00:00', 'utc'), 'utc');

/** The main camera's headers, and what the cameras made after it share with them. Source: obs_lsst, LsstCamTranslator. */
export class LsstCamTranslator extends RubinTranslator {
  override readonly instrument: string = 'LSSTCam';

  /** Whether all of the camera's data are; then the observation type tells whether the sky could be seen. */
  protected readonly simulated: boolean = false;

  /** The month until which the camera's days were those of the laboratory in California. */
  protected readonly shipped: string = '2024-05';

  protected readonly onTelescope: TaiTime = ON_TELESCOPE;

  override detectorNum(): number {
    const full_name = `${this.header.label('RAFTBAY')}_${this.header.label('CCDSLOT')}`;
    const id = detectorId(this.instrument, full_name);
    if (id === undefined)
      throw new HeaderGapError(`${this.instrument} has no detector ${full_name} (RAFTBAY, CCDSLOT)`);
    return id;
  }

  override observationId(): string {
    return this.header.label('OBSID');
  }

  override exposureTimeRequested(): number {
    return this.header.quantity('EXPTIME');
  }

  /** The shutter never opens for a dark, which takes its time all the same. */
  override exposureTime(): number {
    const shutter = this.header.has('SHUTTIME') ? this.header.number('SHUTTIME') : 0;
    return shutter > 0 ? shutter : this.exposureTimeRequested();
  }

  override object(): string {
    return this.header.labelOr('UNKNOWN', 'OBJECT');
  }

  override scienceProgram(): string {
    return this.header.labelOr('unknown', 'PROGRAM', 'RUNNUM');
  }

  override boresightRotationAngle(): number {
    if (this.header.has('ROTPA') || this.header.has('ROTANGLE')) {
      const angle = this.header.quantity('ROTPA', 'ROTANGLE');
      return Number.isNaN(angle) ? 0 : angle;
    }
    if (this.observationType() === 'science' && this.isOnMountain()) {
      throw new HeaderGapError(
        'neither ROTPA nor ROTANGLE has a value, which a science observation must have',
      );
    }
    return 0;
  }

  /** Empty slots of the filter wheels of the test stands don't count. */
  override physicalFilter(): string {
    return super.physicalFilter().replace(/(~empty)+$/, '');
  }

  override observingDayOffset(): number {
    const begin = this.datetimeBegin();
    return formatIsot(begin) >= this.shipped ? super.observingDayOffset() : -pacificOffset(begin);
  }

  override hasSimulatedContent(): boolean {
    return this.simulated || super.hasSimulatedContent();
  }

  override canSeeSky(): boolean | null {
    return this.isOnMountain() ? super.canSeeSky() : false;
  }

  protected override canSeeSkyByType(): boolean | null {
    return this.simulated || this.controller() === 'H' ? super.canSeeSkyByType() : null;
  }

  /** Simulations are of the mountain whatever their date, those by PhoSim too. */
  protected override isOnMountain(): boolean {
    return this.simulated || this.controller() === 'H' || isLater(this.datetimeBegin(), this.onTelescope);
  }
}
