import type { Nights } from '@footman/butler-client';
import { Command } from 'commander';
import { errorLine } from '../errors.js';
import { parseAfter } from '../late/parse-after.js';
import { type NightFlags, nightOptions, nightsOf } from '../operator/night-options.js';

/** What `footman late` is asked for. */
export interface LateOptions {
  readonly repo?: string;
  readonly instrument?: string;
  readonly nights?: Nights | undefined;
  /** Milliseconds. */
  readonly after?: number;
  readonly json?: boolean;
}

/** `footman late`. */
export function lateCommand(): Command {
  const command = new Command('late')
    .description(
      'List raw datasets that were ingested too late after their exposure, such as those that a transfer at the end of the embargo missed',
    )
    .option('--after <time>', 'what is late: 80h, 90min, 3d; LATE_AFTER or 80h when left out', parseAfter)
    .option('--instrument <name>', 'only of this instrument');
  return nightOptions(command, 'all nights')
    .option('--repo <repo>', 'the repository; BUTLER_REPO when left out')
    .option('--json', 'print it as JSON, each dataset by itself; times in milliseconds since 1970, UTC')
    .addHelpText('after', HELP)
    .action(async ({ night, since, until, ...flags }: LateOptions & NightFlags, self: Command) => {
      const nights = nightsOf({ night, since, until }, self);
      const { printLate } = await import('../late/print-late.js');
      try {
        process.exitCode = (await printLate({ ...flags, nights }, process.env)) ? 1 : 0;
      } catch (error) {
        process.stderr.write(`footman: ${errorLine(error)}\n`);
        process.exitCode = 2;
      }
    });
}

const HELP = `
Only the registry is asked: when a dataset was ingested, and when its exposure ended. What is missing of an exposure are detectors
without a raw dataset. The exit code is 0 when nothing is late, 1 when something is, 2 when that could not be found out.`;
