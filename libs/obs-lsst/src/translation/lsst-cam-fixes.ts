import type { Header } from '@footman/fits';
import { HeaderGapError, type HeaderReader } from './header-reader.js';
import type { Corrections } from './translator.js';
import { wrapDegrees } from './fk5.js';

/** The dome was closed, but the telescope's or the dome's faults let the header say otherwise (DM-51847, DM-52249). */
const DOME_CLOSED: Readonly<Record<number, readonly (readonly [first: number, last: number])[]>> = {
  20250518: [[-Infinity, Infinity]],
  20250703: [[743, 745]],
  20250704: [[832, 834]],
  20250705: [[1, 736]],
  20250707: [[744, 823], [864, 943]], // prettier-ignore
  20250714: [[258, 781]],
  20250715: [[205, 1218]],
  20250819: [[4, 1052]],
};

/** Nights on which the filter's name was wrong for a while (DM-52711 for the first). */
const FILTER_WRONG: Readonly<Record<number, { first: number; last: number; cards: Header }>> = {
  20250609: { first: 76, last: 578, cards: { FILTER: 'z_20', FILTBAND: 'z', FILTPOS: 201, FILTSLOT: 4 } },
  20260315: { first: 49, last: 109, cards: { FILTER: 'i_39', FILTBAND: 'i', FILTPOS: 304, FILTSLOT: 1 } },
};

/** Nights on which a test's block went under the wrong name (DM-53949). */
const BLOCK_WRONG = [
  20250415, 20250416, 20250417, 20250418, 20250421, 20250423, 20250424, 20250425, 20250503, 20250504,
  20250512, 20250522, 20250524, 20250826, 20250827, 20250828,
];

const PINHOLE_MISSPELT = ['20231107', '20231108', '20241015', '20241016'];

const ROTATION_FIXED = 20250422;

/**
 * Corrects what is known to be wrong in whole nights of LSSTCam, in this order. Source: obs_lsst, LsstCamTranslator.fix_header.
 *
 * @throws HeaderGapError where a rule stumbles over the header; the later ones aren't applied then
 */
export function fixLsstCamHeader(header: HeaderReader, corrections: Corrections): void {
  if (!header.contains('FILTER') && header.has('FILTER2')) corrections['FILTER2'] = null;
  const day = header.value('DAYOBS') ? header.integer('DAYOBS') : 0;
  fixPinhole(header, corrections);
  fixRotation(header, corrections, day);
  fixDome(header, corrections, day);
  fixFilter(header, corrections, day);
  fixBlock(header, corrections, day);
}

function fixPinhole(header: HeaderReader, corrections: Corrections): void {
  if (!PINHOLE_MISSPELT.some((day) => day === header.value('DAYOBS'))) return;
  if (present(header, 'FILTER') === 'ph_05') corrections['FILTER'] = 'ph_5';
}

/** At first the angle was meant for another camera, then it was upside down for half a night. */
function fixRotation(header: HeaderReader, corrections: Corrections, day: number): void {
  if (day > 20250301 && day < ROTATION_FIXED && header.value('ROTPA')) {
    corrections['ROTPA'] = header.number('ROTPA') - 90;
  }
  if (day === ROTATION_FIXED && header.number('SEQNUM') < 251 && header.value('ROTPA')) {
    corrections['ROTPA'] = wrapDegrees(header.number('ROTPA') - 180, 180);
  }
}

function fixDome(header: HeaderReader, corrections: Corrections, day: number): void {
  const ranges = DOME_CLOSED[day];
  if (!ranges) return;
  const seqNum = day === 20250518 ? 0 : header.number('SEQNUM');
  if (!ranges.some(([first, last]) => first <= seqNum && seqNum <= last)) return;
  if (present(header, 'VIGN_MIN') !== 'FULLY') corrections['VIGN_MIN'] = 'FULLY';
}

function fixFilter(header: HeaderReader, corrections: Corrections, day: number): void {
  const wrong = FILTER_WRONG[day];
  if (!wrong) return;
  const seqNum = header.number('SEQNUM');
  if (wrong.first <= seqNum && seqNum <= wrong.last) Object.assign(corrections, wrong.cards);
}

function fixBlock(header: HeaderReader, corrections: Corrections, day: number): void {
  if (!BLOCK_WRONG.includes(day)) return;
  if (present(header, 'PROGRAM') === 'BLOCK-417') corrections['PROGRAM'] = 'BLOCK-T417';
}

function present(header: HeaderReader, key: string) {
  if (!header.contains(key)) throw new HeaderGapError(`${key} is missing`);
  return header.value(key);
}
