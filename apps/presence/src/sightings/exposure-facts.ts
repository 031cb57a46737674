import type { Header } from '@footman/fits';
import { canonicalInstrument } from './canonical-instrument.js';

/** What all files of an exposure have in common. */
export interface ExposureFacts {
  readonly instrument: string;
  readonly group: string;
  /** From 0, in decimals. */
  readonly snap: string;
}

/**
 * What a header tells of its exposure; null if it is of no group. It isn't corrected: who asks for an image has the group from the same
 * source as the header. Source: embargo-butler, ingest.py.
 */
export function exposureFacts(header: Header): ExposureFacts | null {
  const { INSTRUME, GROUPID, CURINDEX } = header;
  const index = typeof CURINDEX === 'string' ? wholeNumber(CURINDEX) : Number(CURINDEX ?? NaN);
  if (typeof INSTRUME !== 'string' || !isGroup(GROUPID) || !Number.isFinite(index)) return null;
  const snap = String(Math.trunc(index) - 1);
  return { instrument: canonicalInstrument(INSTRUME), group: String(GROUPID), snap };
}

/** As Python reads a text: a fraction, or anything behind the number, makes it none. */
function wholeNumber(text: string): number {
  return /^\s*[+-]?\d+\s*$/.test(text) ? Number(text) : NaN;
}

function isGroup(GROUPID: unknown): GROUPID is string | number {
  return (typeof GROUPID === 'string' && GROUPID !== '') || typeof GROUPID === 'number';
}

/** The detector that a header is of, such as R22_S11. */
export function detectorOf({ RAFTBAY, CCDSLOT }: Header): string | null {
  return typeof RAFTBAY === 'string' && typeof CCDSLOT === 'string' ? `${RAFTBAY}_${CCDSLOT}` : null;
}
