import type { Nights } from '@footman/butler-client';
import { type Command, InvalidArgumentError } from 'commander';

/** A night, or the first and the last of several. */
export interface NightFlags {
  readonly night?: number;
  readonly since?: number;
  readonly until?: number;
}

/** Adds the options that choose nights. */
export function nightOptions(command: Command, otherwise: string): Command {
  return command
    .option(
      '--night <day_obs>',
      `only of this night, such as 20251115; ${otherwise} when left out`,
      parseNight,
    )
    .option('--since <day_obs>', 'of this night and those after it', parseNight)
    .option('--until <day_obs>', 'of this night and those before it', parseNight);
}

/** A night as options have it. */
export function parseNight(text: string): number {
  if (!/^\d{8}$/.test(text)) throw new InvalidArgumentError('It has to be a day_obs such as 20251115.');
  return Number(text);
}

/** The nights that were chosen; undefined where none were. */
export function nightsOf({ night, since, until }: NightFlags, command: Command): Nights | undefined {
  const several = since !== undefined || until !== undefined;
  if (night !== undefined && several) command.error('error: either --night, or --since and --until');
  if (!several) return night;
  const nights = [since ?? 0, until ?? 99999999] as const;
  if (nights[0] > nights[1]) command.error('error: --since has to be before --until');
  return nights;
}
