import type { Nights } from '@footman/butler-client';
import { InvalidArgumentError } from 'commander';

/** What `footman butler show` is to look at. */
export interface ShowOptions {
  readonly instrument?: string;
  readonly night?: Nights;
  /** At most so many rows of each list, the newest. */
  readonly limit: number;
}

/** `20251115`, or `20251101..20251115`. */
export function parseNights(text: string): Nights {
  const match = /^(\d{8})(?:\.\.(\d{8}))?$/.exec(text);
  if (!match)
    throw new InvalidArgumentError('It has to be a day_obs such as 20251115, or two: 20251101..20251115.');
  const [, first, last] = match;
  return last === undefined ? Number(first) : [Number(first), Number(last)];
}

/** A whole number from 1. */
export function parseLimit(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('It has to be a whole number from 1.');
  return Number(text);
}
