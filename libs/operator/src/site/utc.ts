/** Milliseconds since the epoch as date and time in UTC, to the millisecond. */
export function utc(ms: number): string {
  return new Date(ms).toISOString().replace('T', ' ').replace('Z', '');
}
