import type { Options } from './options.js';

/** The numbers of the cases to try: the one that was asked for, or the first so many. */
export function numbersOf({ case: single, count }: Options, usual: number): readonly number[] {
  return single === undefined ? Array.from({ length: count ?? usual }, (_, number) => number) : [single];
}
