/** A value as a line of JSON; integers beyond 2^53, such as TAI nanoseconds, become text, because JSON's numbers can't hold them. */
export function jsonLine(value: unknown): string {
  return `${JSON.stringify(value, (_key, each: unknown) => (typeof each === 'bigint' ? String(each) : each))}\n`;
}
