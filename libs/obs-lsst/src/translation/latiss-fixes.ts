import type { HeaderValue } from '@footman/fits';
import type { TaiTime } from '../observation-info.js';
import { ObsLsstError } from '../errors.js';
import { parseIsot } from '../time/parse-date-time.js';
import { isLater, taiFromDateTime } from '../time/tai-time.js';
import { HeaderGapError, type HeaderReader } from './header-reader.js';
import { LatissTranslator } from './latiss-translator.js';
import type { Corrections } from './translator.js';

/** Until then the end was sometimes before the beginning. */
const END_TRUSTED = utc('2020-02-01T00:00');

/** Until then the image's type stood where the group belongs. */
const TYPE_IN_PLACE = utc('2019-11-07T00:00');

/** Until then engineers' images said that they were of objects. */
const OBJECTS_REAL = utc('2020-01-27T20:00');

const POSITION_IN_DEGREES = utc('2020-01-28T22:00');

/** The position at the start was first computed for another place, then given in hours, and all the time it was 37 s off. */
const START_PLACED = utc('2020-05-01T00:00');
const START_IN_DEGREES = utc('2021-02-11T18:45');
const START_GOOD = utc('2021-02-12T00:00');

/** In between the angle was upside down. */
const ANGLE_TURNED = utc('2020-11-19T00:00');
const ANGLE_TURNED_BACK = utc('2021-10-29T00:00');

/** Until then targets of spectra were marked by a prefix. */
const TARGETS_PLAIN = utc('2022-07-10T00:00');

const DEGREES_PER_RADIAN = 180 / Math.PI;
const DEGREES_PER_HOUR = 15;

/** TAI was taken for UTC, which are 37 seconds apart. */
const CLOCK_ERROR_DEG = (37 / 3600) * 15;

/**
 * Corrects what is known to be wrong in whole epochs of LATISS, in this order; where one rule stumbles over the header, the
 * later ones aren't applied, as in the reference. Source: obs_lsst, LatissTranslator.fix_header.
 */
export function fixLatissHeader(header: HeaderReader, corrections: Corrections, obs_id: string): void {
  try {
    fixIdentity(header, corrections, obs_id);
    fixDates(header, corrections);
    const date = new LatissTranslator(header).datetimeBegin();
    fixEnd(header, corrections, date);
    fixType(header, corrections, date);
    fixDemandedPosition(header, corrections, date);
    fixTarget(header, corrections, date);
    fixSystems(header, corrections);
    fixStartPosition(header, corrections, date);
    fixRotation(header, corrections, date);
    fixSite(header, corrections);
  } catch (error) {
    if (!(error instanceof HeaderGapError) && !(error instanceof ObsLsstError)) throw error;
  }
}

/** Old headers tell day and number only in the observation's id, such as AT_O_20190306_000014. */
function fixIdentity(header: HeaderReader, corrections: Corrections, obs_id: string): void {
  if (!header.contains('OBSID')) corrections['OBSID'] = obs_id;
  const [, , day, ...numbers] = obs_id.split('_');
  if (!header.contains('DAYOBS')) {
    if (day === undefined) throw new HeaderGapError(`there is no day in ${obs_id}`);
    const dayObs = day.length !== 8 && header.contains('OBS-NITE') ? header.value('OBS-NITE') : day;
    if (dayObs) corrections['DAYOBS'] = dayObs;
  }
  if (!header.contains('SEQNUM')) {
    const seqNum = numbers.join('_');
    if (!/^\s*[+-]?\d+(_\d+)*\s*$/.test(seqNum)) throw new HeaderGapError(`there is no number in ${obs_id}`);
    corrections['SEQNUM'] = Number(seqNum.replaceAll('_', ''));
  }
}

/** For months the clock said that it was 1970; the time when the header was written is the next best. */
function fixDates(header: HeaderReader, corrections: Corrections): void {
  if (!header.contains('DATE-OBS') || !header.text('DATE-OBS').startsWith('1970')) return;
  corrections['DATE-OBS'] = corrections['DATE-BEG'] = present(header, 'DATE');
  corrections['MJD-OBS'] = corrections['MJD-BEG'] = present(header, 'MJD');
  corrections['DATE-END'] = null;
}

function fixEnd(header: HeaderReader, corrections: Corrections, date: TaiTime): void {
  if (isLater(END_TRUSTED, date) && header.value('DATE-END')) corrections['DATE-END'] = null;
}

function fixType(header: HeaderReader, corrections: Corrections, date: TaiTime): void {
  if (isLater(TYPE_IN_PLACE, date) && header.value('GROUPID')) fixGroup(header, corrections);
  if (isLater(OBJECTS_REAL, date) && header.value('IMGTYPE') === 'OBJECT') corrections['IMGTYPE'] = 'ENGTEST';
}

function fixGroup(header: HeaderReader, corrections: Corrections): void {
  const group = header.text('GROUPID');
  if (group.startsWith('test')) return;
  if (header.value('IMGTYPE')) {
    if (header.value('IMGTYPE') === group) corrections['GROUPID'] = null;
  } else if (group.includes('_')) {
    // Such as dark_0001_0002, which may be the group's name as well.
    corrections['IMGTYPE'] = group.slice(0, group.indexOf('_'));
  } else if (/^focus./is.test(group)) {
    corrections['IMGTYPE'] = 'FOCUS';
  } else {
    corrections['GROUPID'] = null;
    corrections['IMGTYPE'] = group;
  }
}

function fixDemandedPosition(header: HeaderReader, corrections: Corrections, date: TaiTime): void {
  if (!isLater(POSITION_IN_DEGREES, date)) return;
  for (const key of ['RA', 'DEC']) {
    if (header.has(key)) corrections[key] = header.number(key) * DEGREES_PER_RADIAN;
  }
}

/** The shutter's time was never measured. */
function fixTarget(header: HeaderReader, corrections: Corrections, date: TaiTime): void {
  if (header.value('SHUTTIME')) corrections['SHUTTIME'] = null;
  if (!header.contains('OBJECT') && header.value('IMGTYPE') === 'OBJECT') corrections['OBJECT'] = 'NOTSET';
  if (isLater(TARGETS_PLAIN, date) && header.has('OBJECT')) {
    corrections['OBJECT'] = header.text('OBJECT').replaceAll('spec:', '');
  }
}

function fixSystems(header: HeaderReader, corrections: Corrections): void {
  if (header.value('RADESYS') === '') corrections['RADESYS'] = 'ICRS';
  if (header.value('TRACKSYS') === '') corrections['TRACKSYS'] = null;
  if (header.value('TRACKSYS') === 'SIDEREAL') corrections['TRACKSYS'] = 'RADEC';
}

function fixStartPosition(header: HeaderReader, corrections: Corrections, date: TaiTime): void {
  const change = (key: string, changed: (value: number) => number) => {
    if (present(header, key)) corrections[key] = changed(header.number(key));
  };
  if (isLater(START_PLACED, date)) {
    // The demanded position is used instead.
    for (const key of ['RASTART', 'DECSTART', 'RAEND', 'DECEND']) corrections[key] = null;
  } else if (isLater(START_IN_DEGREES, date)) {
    for (const key of ['RASTART', 'RAEND']) change(key, (hours) => hours * DEGREES_PER_HOUR);
  }
  if (isLater(date, START_PLACED) && isLater(START_GOOD, date)) {
    for (const key of ['RASTART', 'RAEND']) change(key, (degrees) => degrees + CLOCK_ERROR_DEG);
  }
}

function fixRotation(header: HeaderReader, corrections: Corrections, date: TaiTime): void {
  if (!isLater(date, ANGLE_TURNED) || !isLater(ANGLE_TURNED_BACK, date)) return;
  corrections['ROTPA'] = header.number('ROTPA') - 180;
}

/** The observatory isn't in the northern hemisphere. */
function fixSite(header: HeaderReader, corrections: Corrections): void {
  const z = header.value('OBSGEO-Z');
  if (typeof z === 'number' && z > 0) corrections['OBSGEO-Z'] = -z;
}

function present(header: HeaderReader, key: string): HeaderValue {
  if (!header.contains(key)) throw new HeaderGapError(`${key} is missing`);
  return header.value(key);
}

function utc(date: string): TaiTime {
  return taiFromDateTime(parseIsot(date, 'utc'), 'utc');
}
