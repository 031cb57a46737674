import type { Difference } from '@footman/obs-base';

/** A difference whose values are JSON's: nanoseconds, which are beyond its numbers, as text. */
export function printableDifference(difference: Difference): Difference {
  return JSON.parse(
    JSON.stringify(difference, (_, value: unknown) => {
      if (typeof value === 'bigint') return String(value);
      return value === undefined ? null : value;
    }),
  ) as Difference;
}
