const NANOSECONDS = 1_000_000_000n;
const CEPH = /^[0-9A-F]{16}$/;
const HEXADECIMAL = /^[0-9A-F]+$/;

/**
 * Brings Ceph's sequencer into a form that can be compared as text.
 *
 * Ceph writes seconds and nanoseconds as 32-bit integers byte by byte, the lowest first, so that text as sent orders by the
 * fastest changing byte.
 */
export function fromCephSequencer(sequencer: string): string | null {
  const sent = sequencer.toUpperCase();
  if (!CEPH.test(sent)) return null;
  return reverseBytes(sent.slice(0, 8)) + reverseBytes(sent.slice(8));
}

/**
 * Brings AWS's sequencer into a form that can be compared as text: AWS has the shorter one padded with zeros on the right,
 * which is the same as leaving such zeros out.
 */
export function fromAwsSequencer(sequencer: string): string | null {
  const sent = sequencer.toUpperCase();
  return HEXADECIMAL.test(sent) ? sent.replace(/0+$/, '') : null;
}

/** Writes the sequencer that Ceph gives an event of this time, in nanoseconds since the epoch. */
export function toCephSequencer(nanoseconds: bigint): string {
  return [nanoseconds / NANOSECONDS, nanoseconds % NANOSECONDS]
    .map((part) => reverseBytes(part.toString(16).padStart(8, '0').toUpperCase()))
    .join('');
}

function reverseBytes(hex: string): string {
  return Buffer.from(hex, 'hex').reverse().toString('hex').toUpperCase();
}
