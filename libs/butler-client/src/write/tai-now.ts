/** TAI is ahead of UTC by this much since 2017; daf_butler's clock has the same leap seconds. */
const TAI_MINUS_UTC = 37n * 1_000_000_000n;

/** Now, in TAI nanoseconds since 1970, to the millisecond. */
export function taiNow(): bigint {
  return BigInt(Date.now()) * 1_000_000n + TAI_MINUS_UTC;
}

/** Milliseconds of UTC since 1970 of a time in TAI nanoseconds, of 2017 or later. */
export function utcOfTai(tai: bigint): number {
  return Number((tai - TAI_MINUS_UTC) / 1_000_000n);
}
