import { instrumentByName } from '../instrument.js';
import { parseIsot } from '../time/parse-date-time.js';
import { isLater, taiFromDateTime } from '../time/tai-time.js';
import { HeaderGapError } from './header-reader.js';
import { RubinTranslator } from './rubin-translator.js';
import { DATE_OBS_AS_WRITTEN } from './ts8-fixes.js';
import { TS8_SLOTS } from './ts8-slots.generated.js';

/** From then on exposure ids are made of day and number. */
const NUMBERED = taiFromDateTime(parseIsot('2023-05-24T23:00:00.0', 'tai'), 'tai');

/** By FILTPOS, which old files have; anything else there is unknown. */
const FILTERS: Readonly<Record<number, string>> = { 2: 'g', 3: 'r', 4: 'i', 5: 'z', 6: 'y' };

const detectorIds = new Map(
  instrumentByName('LSST-TS8').detectors.map(({ full_name, id }) => [full_name, id]),
);

const slots = new Map(
  TS8_SLOTS.trim()
    .split('\n')
    .flatMap((line) => {
      const [slot = '', ...serials] = line.split(' ');
      return serials.map((serial) => [serial, slot] as const);
    }),
);

/** Headers of the raft test stand in the laboratory, which has no telescope. Source: obs_lsst, LsstTS8Translator. */
export class Ts8Translator extends RubinTranslator {
  override readonly instrument = 'LSST-TS8';

  /** The raft by its name, the slot in it by the sensor's serial number. */
  override detectorNum(): number {
    const [raft = 'unknown'] = /RTM-\d{3}/.exec(this.header.text('RAFTNAME')) ?? [];
    const serial = this.header.text('LSST_NUM').replace(/-Dev$/, '');
    const id = detectorIds.get(`${raft}_${slots.get(serial)}`);
    if (id === undefined)
      throw new HeaderGapError(
        `${this.instrument} has no sensor ${serial} (LSST_NUM) in raft ${raft} (RAFTNAME)`,
      );
    return id;
  }

  /** Old files have no id but their name. */
  override observationId(): string {
    if (this.header.has('OBSID')) return this.header.text('OBSID');
    const name = this.header.text('FILENAME');
    // The reference cuts off a character where there is no extension.
    return name.slice(0, name.lastIndexOf('.'));
  }

  /** Before numbers were unique within a day it is the time in tenths of a second. */
  override exposureId(): number {
    if (isLater(this.datetimeBegin(), NUMBERED) && this.observationId().startsWith('TS_C_')) {
      return super.exposureId();
    }
    const date = this.header.text(
      this.header.contains(DATE_OBS_AS_WRITTEN) ? DATE_OBS_AS_WRITTEN : 'DATE-OBS',
    );
    const digits = date.slice(0, 21).replace(/\D/g, '');
    if (digits === '') throw new HeaderGapError(`DATE-OBS is '${date}', which is no date`);
    return Number(digits);
  }

  override visitId(): number {
    return this.exposureId();
  }

  /** The stand's days begin at 8 h. */
  override observingDayOffset(): number {
    return 8 * 3600;
  }

  override exposureTime(): number {
    return this.header.quantity('EXPTIME');
  }

  override exposureTimeRequested(): number {
    return this.exposureTime();
  }

  override physicalFilter(): string {
    const filter = super.physicalFilter();
    if (this.header.contains('FILTPOS')) return FILTERS[this.filterPosition()] ?? 'unknown';
    return filter.includes('unspecified') ? 'unknown' : filter;
  }

  private filterPosition(): number {
    const position = this.header.value('FILTPOS');
    return typeof position === 'number' ? position : NaN;
  }

  override object(): string {
    return 'UNKNOWN';
  }

  override scienceProgram(): string {
    return this.header.label('RUNNUM');
  }

  override trackingRaDec(): null {
    return null;
  }

  override altAzBegin(): null {
    return null;
  }

  override boresightRotationAngle(): null {
    return null;
  }

  override boresightRotationCoord(): null {
    return null;
  }

  override canSeeSky(): false {
    return false;
  }
}
