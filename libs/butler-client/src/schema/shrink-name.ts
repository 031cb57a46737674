import { blake2b } from '@noble/hashes/blake2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** What PostgreSQL allows for a name. */
const LONGEST = 63;
const HASH_BYTES = 4;

/** A constraint's or index's name as daf_butler shortens it for PostgreSQL: its beginning and a BLAKE2b hash of the whole. */
export function shrinkName(name: string): string {
  if (name.length <= LONGEST) return name;
  const hash = bytesToHex(blake2b(utf8ToBytes(name), { dkLen: HASH_BYTES }));
  return `${name.slice(0, LONGEST - hash.length - 1)}_${hash}`;
}
