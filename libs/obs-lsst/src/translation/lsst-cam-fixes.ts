import { HeaderGapError, HeaderReader } from './header-reader.js';
import type { MutableHeader } from './translator.js';
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
const FILTER_WRONG: Readonly<Record<number, { first: number; last: number; cards: MutableHeader }>> = {
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
 * Corrects what is known to be wrong in whole nights of LSSTCam, in place and in this order; where one rule stumbles over the
 * header, the later ones aren't applied, as in the reference. Source: obs_lsst, LsstCamTranslator.fix_header.
 */
export function fixLsstCamHeader(header: MutableHeader): void {
  try {
    const reader = new HeaderReader(header);
    if (!reader.contains('FILTER') && reader.has('FILTER2')) header['FILTER2'] = null;
    const day = reader.value('DAYOBS') ? reader.integer('DAYOBS') : 0;
    fixPinhole(header, reader);
    fixRotation(header, reader, day);
    fixDome(header, reader, day);
    fixFilter(header, reader, day);
    fixBlock(header, reader, day);
  } catch (error) {
    if (!(error instanceof HeaderGapError)) throw error;
  }
}

function fixPinhole(header: MutableHeader, reader: HeaderReader): void {
  if (!PINHOLE_MISSPELT.some((day) => day === reader.value('DAYOBS'))) return;
  if (present(reader, 'FILTER') === 'ph_05') header['FILTER'] = 'ph_5';
}

/** At first the angle was meant for another camera, then it was upside down for half a night. */
function fixRotation(header: MutableHeader, reader: HeaderReader, day: number): void {
  if (day > 20250301 && day < ROTATION_FIXED && reader.value('ROTPA')) {
    header['ROTPA'] = reader.number('ROTPA') - 90;
  }
  if (day === ROTATION_FIXED && reader.number('SEQNUM') < 251 && reader.value('ROTPA')) {
    header['ROTPA'] = wrapDegrees(reader.number('ROTPA') - 180, 180);
  }
}

function fixDome(header: MutableHeader, reader: HeaderReader, day: number): void {
  const ranges = DOME_CLOSED[day];
  if (!ranges) return;
  const seqNum = day === 20250518 ? 0 : reader.number('SEQNUM');
  if (!ranges.some(([first, last]) => first <= seqNum && seqNum <= last)) return;
  if (present(reader, 'VIGN_MIN') !== 'FULLY') header['VIGN_MIN'] = 'FULLY';
}

function fixFilter(header: MutableHeader, reader: HeaderReader, day: number): void {
  const wrong = FILTER_WRONG[day];
  if (!wrong) return;
  const seqNum = reader.number('SEQNUM');
  if (wrong.first <= seqNum && seqNum <= wrong.last) Object.assign(header, wrong.cards);
}

function fixBlock(header: MutableHeader, reader: HeaderReader, day: number): void {
  if (!BLOCK_WRONG.includes(day)) return;
  if (present(reader, 'PROGRAM') === 'BLOCK-417') header['PROGRAM'] = 'BLOCK-T417';
}

function present(reader: HeaderReader, key: string) {
  if (!reader.contains(key)) throw new HeaderGapError(`${key} is missing`);
  return reader.value(key);
}
