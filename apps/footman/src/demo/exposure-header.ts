import type { Header, HeaderValue } from '@footman/fits';
import { DETECTOR_SERIALS } from './detector-serials.js';
import { GUIDER_CARDS, SCIENCE_HEADER } from './exposure-template.js';
import { seededRandom } from './seeded-random.js';
import { siderealTime, skyPosition } from './sky-position.js';

/** Which exposure. */
export interface ExposureId {
  /** The observing day as YYYYMMDD. */
  readonly day_obs: number;
  readonly seq_num: number;
}

/** What the simulator must know of a detector; `@footman/obs-lsst`'s detectors have it. */
export interface SimulatedDetector {
  readonly id: number;
  /** Raft and sensor, `R22_S11`. */
  readonly full_name: string;
  readonly purpose: string;
}

const DATE_AND_MJD = [
  ['DATE', 'MJD'],
  ['DATE-OBS', 'MJD-OBS'],
  ['DATE-TRG', 'MJD-TRG'],
  ['DATE-BEG', 'MJD-BEG'],
  ['DATE-END', 'MJD-END'],
] as const;

/** Five of LSSTCam's filters, as many as its carousel holds: band and physical_filter; position and slot only look real. */
const FILTERS = [
  ['u', 'u_24', 12, 1],
  ['g', 'g_6', 84, 5],
  ['r', 'r_57', 156, 3],
  ['i', 'i_39', 228, 2],
  ['z', 'z_20', 201, 4],
] as const;

const MILLISECONDS_PER_DAY = 86_400_000;
/** Exposures of a simulated night follow each other as those of a real one, whatever the demonstration's own cadence. */
const SECONDS_PER_EXPOSURE = 37;
/** MJD of 1970-01-01. */
const MJD_OF_EPOCH = 40587;

/** An exposure's name as the observatory gives it: `MC_O_20251115_000123`. */
export function obsId({ day_obs, seq_num }: ExposureId): string {
  return `MC_O_${day_obs}_${String(seq_num).padStart(6, '0')}`;
}

/**
 * A science exposure's cards that all of its files have: a real header with name, times, pointing and filter of the exposure asked
 * for. Times and pointing agree with each other; the same exposure and seed give the same header.
 */
export function exposureHeader(exposure: ExposureId, seed: number): Header {
  const begin = beginOf(exposure);
  const random = seededRandom(seed, obsId(exposure));
  const dec = -65 + 60 * random();
  const ra = (siderealTime(begin) - 30 + 60 * random() + 360) % 360;
  const rotation = 360 * random() - 180;
  const imageTag = Math.floor(random() * 2 ** 48).toString(16);
  const name = `Simulated_${Math.round(ra)}_${Math.round(dec)}`;
  // A filter stays for some exposures, as exchanging it takes two minutes.
  const block = seededRandom(seed, exposure.day_obs, Math.floor(exposure.seq_num / 10));
  const [band, filter, position, slot] = FILTERS[Math.floor(block() * FILTERS.length)] ?? FILTERS[0];
  return {
    ...SCIENCE_HEADER,
    ...times(begin),
    ...pointing(ra, dec, begin),
    OBSID: obsId(exposure),
    DAYOBS: String(exposure.day_obs),
    SEQNUM: exposure.seq_num,
    ROTPA: rotation,
    OBJECT: name,
    OBSANNOT: name,
    IMAGETAG: imageTag.padStart(16, '0'),
    FILTBAND: band,
    FILTER: filter,
    FILTPOS: position,
    FILTSLOT: slot,
  };
}

/** The exposure's cards with those of one detector's file. */
export function detectorHeader(exposure: Header, detector: SimulatedDetector): Header {
  const [raft, slot] = detector.full_name.split('_');
  // Maker, type and number, `ITL-3800C-226`.
  const serial = DETECTOR_SERIALS[detector.id];
  const [maker = '', type = ''] = serial?.split('-') ?? [];
  return {
    ...exposure,
    RAFTBAY: raft ?? '',
    CCDSLOT: slot ?? '',
    FILENAME: `${fileStem(String(exposure['OBSID']), detector)}.fits`,
    ...(serial && { LSST_NUM: serial, CCD_MANU: maker, CCD_TYPE: type }),
    CCD_SERN: String(20000 + detector.id),
    ...(isGuider(detector) && GUIDER_CARDS),
  };
}

/** A file's name without its ending: `MC_O_20251115_000123_R22_S11`, guiders' with `_guider` behind. */
export function fileStem(obs_id: string, detector: SimulatedDetector): string {
  return `${obs_id}_${detector.full_name}${isGuider(detector) ? '_guider' : ''}`;
}

function isGuider({ purpose }: SimulatedDetector): boolean {
  return purpose.toUpperCase() === 'GUIDER';
}

/** Milliseconds since 1970, TAI. The night begins at 23:00 of its day_obs. */
function beginOf({ day_obs, seq_num }: ExposureId): number {
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)$/.exec(String(day_obs)) ?? [];
  return Date.UTC(Number(year), Number(month) - 1, Number(day), 23) + seq_num * SECONDS_PER_EXPOSURE * 1000;
}

/** All dates of the template, moved so that the exposure begins at `begin`; each MJD says the same as its date. */
function times(begin: number): Header {
  const shift = begin - parse(SCIENCE_HEADER['DATE-BEG']);
  const moved: Record<string, HeaderValue> = {
    GROUPID: format(parse(SCIENCE_HEADER['GROUPID']) + shift),
  };
  for (const [date, mjd] of DATE_AND_MJD) {
    const time = parse(SCIENCE_HEADER[date]) + shift;
    moved[date] = format(time);
    moved[mjd] = MJD_OF_EPOCH + time / MILLISECONDS_PER_DAY;
  }
  return moved;
}

function pointing(ra: number, dec: number, begin: number): Header {
  const duration = parse(SCIENCE_HEADER['DATE-END']) - parse(SCIENCE_HEADER['DATE-BEG']);
  const start = skyPosition(ra, dec, begin);
  const end = skyPosition(ra, dec, begin + duration);
  return {
    // What was asked for; start and end are what was reached, some arc seconds beside it.
    RA: ra - 0.00078,
    DEC: dec + 0.00006,
    RASTART: ra,
    DECSTART: dec,
    RAEND: ra - 0.00004,
    DECEND: dec - 0.0000015,
    HASTART: start.hourAngle,
    ELSTART: start.elevation,
    AZSTART: start.azimuth,
    AMSTART: start.airmass,
    HAEND: end.hourAngle,
    ELEND: end.elevation,
    AZEND: end.azimuth,
    AMEND: end.airmass,
  };
}

function parse(date: HeaderValue | undefined): number {
  return Date.parse(`${date}Z`);
}

function format(time: number): string {
  return new Date(time).toISOString().slice(0, -1);
}
