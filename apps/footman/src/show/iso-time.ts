/** TAI nanoseconds since 1970 as a TAI date and time, to the second. */
export function isoTime(nanoseconds: bigint): string {
  return new Date(Number(nanoseconds / 1_000_000n)).toISOString().slice(0, 19);
}
