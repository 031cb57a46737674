import { icrsFromAltAz } from '../astrometry/icrs-from-alt-az.js';
import { type Site, geodeticSite } from '../astrometry/site.js';
import type { AltAz, RaDec, TaiTime } from '../observation-info.js';
import { parseFitsDate, parseIsot } from '../time/parse-date-time.js';
import { formatIsot } from '../time/format-isot.js';
import { addSeconds, taiFromDateTime, taiFromMjd } from '../time/tai-time.js';
import { SIMULATED_CONTROLLERS, exposureId } from './exposure-id.js';
import { groupId } from './group-id.js';
import { HeaderGapError, HeaderReader, wholeNumber } from './header-reader.js';
import { altAz, siteOf, trackedPosition } from './pointing.js';
import type { Translator } from './translator.js';

const FILTER_DELIMITER = '~';

/** The Simonyi Survey Telescope. */
const SIMONYI = geodeticSite(-70.749417, -30.244639, 2663);

/** Observation types that never see the sky. */
const DARKENED = ['bias', 'dark', 'flat'];
const ON_SKY = ['science', 'object'];

/**
 * What the headers of all of Rubin's cameras have in common; an instrument's own translator says where it differs. Each method
 * throws where the header doesn't tell. Source: obs_lsst, LsstBaseTranslator, with what it inherits.
 */
export abstract class RubinTranslator implements Translator {
  readonly #header: HeaderReader;
  #begin: TaiTime | undefined;

  constructor(header: HeaderReader) {
    this.#header = header;
  }

  protected get header(): HeaderReader {
    return this.#header;
  }

  abstract readonly instrument: string;
  abstract detectorNum(): number;
  abstract observationId(): string;
  /** Seconds. */
  abstract exposureTime(): number;
  abstract exposureTimeRequested(): number;
  abstract object(): string | null;
  abstract scienceProgram(): string;
  abstract boresightRotationAngle(): number | null;

  /** Whether the camera was at the observatory, not in a laboratory. */
  protected isOnMountain(): boolean {
    return !this.header.contains('TSTAND');
  }

  /** Seconds from TAI midnight to the beginning of the observing day; noon by LSE-400. */
  observingDayOffset(): number {
    return 12 * 3600;
  }

  exposureId(): number {
    if (this.header.contains('CALIB_ID'))
      throw new HeaderGapError('CALIB_ID says that this is a master calibration');
    // What isn't whole is refused, not cut off.
    const seqNum = this.header.value('SEQNUM');
    return exposureId(
      this.header.label('DAYOBS'),
      typeof seqNum === 'number' ? seqNum : this.header.integer('SEQNUM'),
      this.controller(),
    );
  }

  observationType(): string {
    const type = this.header.text('IMGTYPE').toLowerCase();
    return type === 'skyexp' || type === 'object' ? 'science' : type;
  }

  observationReason(): string {
    const key = ['REASON', 'TESTTYPE'].find((candidate) => this.header.has(candidate));
    if (key) return this.header.text(key).toLowerCase();
    return this.observationType() === 'science' ? 'science' : 'unknown';
  }

  observingDay(): number {
    if (this.header.has('DAYOBS')) return this.header.integer('DAYOBS');
    const date = formatIsot(addSeconds(this.datetimeBegin(), -this.observingDayOffset()));
    return Number(date.slice(0, 10).replaceAll('-', ''));
  }

  /** Days of the header's own scale are TAI whatever TIMESYS says. */
  datetimeBegin(): TaiTime {
    this.#begin ??= this.readBegin();
    return this.#begin;
  }

  protected readBegin(): TaiTime {
    const keys = ['MJD-BEG', 'DATE-BEG', 'MJD-OBS', 'DATE-OBS'];
    const key = keys.find((candidate) => this.header.has(candidate));
    if (!key) throw new HeaderGapError(`none of ${keys.join(', ')} has a value`);
    return key.startsWith('MJD')
      ? taiFromMjd(this.header.digits(key))
      : taiFromDateTime(parseFitsDate(this.header.text(key)), 'tai');
  }

  datetimeEnd(): TaiTime {
    if (this.header.has('DATE-END')) {
      const scale = this.header.has('TIMESYS') ? this.header.text('TIMESYS').toLowerCase() : 'utc';
      if (scale !== 'tai' && scale !== 'utc' && scale !== 'tt')
        throw new HeaderGapError(`TIMESYS is '${scale}', neither TAI, TT nor UTC`);
      return taiFromDateTime(parseIsot(this.header.text('DATE-END'), scale), scale);
    }
    // Some instruments say -1 where the exposure time isn't known.
    const seconds = this.exposureTime();
    if (!Number.isFinite(seconds)) throw new HeaderGapError('neither DATE-END nor an exposure time is given');
    return seconds < 0 ? this.datetimeBegin() : addSeconds(this.datetimeBegin(), seconds);
  }

  darkTime(): number {
    // The reference takes a text for a unit, and then can't make a record of it.
    const value = this.header.value('DARKTIME');
    if (value === '' || (typeof value === 'string' && /^[\d.]+$/.test(value) && Number(value) !== 0))
      return NaN;
    return this.header.has('DARKTIME') ? this.header.number('DARKTIME') : this.exposureTime();
  }

  exposureGroup(): string {
    return this.header.has('GROUPID') ? this.header.text('GROUPID') : String(this.exposureId());
  }

  visitId(): number | bigint {
    return groupId(this.exposureGroup());
  }

  observationCounter(): number {
    return this.header.has('SEQNUM') ? this.header.integer('SEQNUM') : 0;
  }

  groupCounterStart(): number {
    if (!this.header.has('CURINDEX')) return this.loneCounter();
    return this.observationCounter() - wholeNumber(this.header, 'CURINDEX') + 1;
  }

  groupCounterEnd(): number {
    if (!this.header.has('CURINDEX', 'MAXINDEX')) return this.loneCounter();
    const remaining = wholeNumber(this.header, 'MAXINDEX') - wholeNumber(this.header, 'CURINDEX');
    return this.observationCounter() + remaining;
  }

  /** Exposures without a number must not all fall in one group. */
  private loneCounter(): number {
    return this.observationCounter() || this.exposureId();
  }

  physicalFilter(): string {
    const filters = ['FILTER', 'FILTER1', 'FILTER2'].filter((key) => this.header.has(key));
    const joined = filters.map((key) => this.filter(key)).join(FILTER_DELIMITER);
    return (joined || 'unknown').replaceAll('NONE', 'none');
  }

  /** Other cameras' translators look into FILTER for a name, so it must be text before anything else is known. */
  private filter(key: string): string {
    return key === 'FILTER' ? this.header.text(key) : this.header.label(key);
  }

  trackingRaDec(): RaDec | null {
    // The telescope reports that it tracks when it doesn't; darks may be taken while it really does.
    if (['bias', 'flat'].includes(this.observationType())) return null;
    if (this.header.has('TRACKSYS') && this.header.value('TRACKSYS') !== 'RADEC') return null;
    if (!this.header.contains('DATE')) throw new HeaderGapError('DATE is missing');
    return this.header.value('DATE-OBS') === this.header.value('DATE')
      ? this.pointedPosition()
      : trackedPosition(this.header);
  }

  /** The observatory computed the position for a date; where the date was made up afterwards, only the mount is believed. */
  private pointedPosition(): RaDec {
    const pointing = this.altAzBegin();
    if (!pointing)
      throw new HeaderGapError('AZSTART and ELSTART are needed for the position, but tell of none');
    return icrsFromAltAz(pointing, this.datetimeBegin(), siteOf(this.header) ?? this.defaultSite);
  }

  /** Where the telescope is by default of OBSGEO-X, OBSGEO-Y and OBSGEO-Z. */
  protected get defaultSite(): Site {
    return SIMONYI;
  }

  altAzBegin(): AltAz | null {
    if (!this.isOnMountain()) return null;
    if (this.controller() === 'H' && !this.header.has('AZSTART', 'ELSTART')) return null;
    return altAz(this.header, 'AZSTART', 'ELSTART');
  }

  boresightRotationCoord(): string | null {
    return this.isOnSky() && this.header.has('ROTCOORD') ? this.header.text('ROTCOORD') : 'unknown';
  }

  hasSimulatedContent(): boolean {
    if (this.header.flags('SIMULATE')) return true;
    const controller = this.header.value('CONTRLLR');
    return controller || Number.isNaN(controller)
      ? SIMULATED_CONTROLLERS.includes(this.header.text('CONTRLLR'))
      : false;
  }

  canSeeSky(): boolean | null {
    const shutter = this.header.value('SHUTTIME');
    if (shutter === 0 || shutter === false) return false;
    const vignetting = this.header.value('VIGN_MIN');
    if (vignetting !== null) return vignetting === 'UNKNOWN' ? null : vignetting !== 'FULLY';
    return this.canSeeSkyByType();
  }

  /** What the observation type tells of the sky, for headers that don't say. */
  protected canSeeSkyByType(): boolean | null {
    const type = this.observationType().toLowerCase();
    if (ON_SKY.includes(type)) return true;
    return DARKENED.includes(type) ? false : null;
  }

  /** The letter of who drove the camera; null where it isn't told. */
  protected controller(): string | null {
    return this.header.has('CONTRLLR') ? this.header.label('CONTRLLR') : null;
  }

  protected isOnSky(): boolean {
    if (this.header.has('TRACKSYS') && this.header.text('TRACKSYS').toLowerCase() === 'local') return false;
    return !DARKENED.includes(this.observationType()) && this.isOnMountain();
  }
}
