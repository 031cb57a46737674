import { createHash } from 'node:crypto';
import { modifiedJulianDay } from '../time/calendar.js';
import { HeaderGapError } from './header-reader.js';

/** Groups are named after the moment when the observatory began with them, with a number behind '#' or '+'. */
const DATED = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.(\d{3})(?:[+#](\d+))?$/;

const EPOCH = modifiedJulianDay({ year: 2015, month: 1, day: 1 });
const HASH_DIGITS = 14;

/**
 * Makes a number of a group's name. Source: obs_lsst, LsstBaseTranslator.to_visit_id.
 *
 * @returns a bigint where the number is beyond what a double holds, as for names that are neither numbers nor dates
 * @throws HeaderGapError for a name that has characters outside of ASCII, or the form of a date that doesn't exist
 */
export function groupId(group: string): number | bigint {
  if (/^\s*[+-]?\d+(_\d+)*\s*$/.test(group)) return fitted(BigInt(group.trim().replace(/^\+|_/g, '')));
  const dated = DATED.exec(group);
  return fitted(BigInt(dated ? datedId(dated) : hashedId(group)));
}

/** Seconds since 2015, three digits of the fraction, four or more of the number. */
function datedId(match: RegExpExecArray): string {
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as Six;
  const { fraction, n } = { fraction: match[7] ?? '', n: match[8] ?? '0' };
  if (hour > 23 || minute > 59 || second > 59) throw new HeaderGapError(`${match[0]} is no time of day`);
  const days = modifiedJulianDay({ year, month, day }) - EPOCH;
  return `${days * 86400 + hour * 3600 + minute * 60 + second}${fraction}${String(Number(n)).padStart(4, '0')}`;
}

type Six = [number, number, number, number, number, number];

function hashedId(group: string): string {
  if (/[^\x00-\x7f]/.test(group)) throw new HeaderGapError('GROUPID has characters outside of ASCII');
  const digest = createHash('blake2b512').update(group, 'ascii').digest('hex').slice(0, HASH_DIGITS);
  // The length is there against collisions.
  return `${BigInt(`0x${digest}`)}${String(group.length).padStart(2, '0')}`;
}

function fitted(id: bigint): number | bigint {
  const number = Number(id);
  return Number.isSafeInteger(number) ? number : id;
}
