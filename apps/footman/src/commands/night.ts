import { Argument, Command } from 'commander';
import { errorLine } from '../errors.js';
import { bucketOption } from '../operator/bucket-option.js';
import { parseNight } from '../operator/night-options.js';

/** What `footman night` is asked for. */
export interface NightOptions {
  readonly bucket?: readonly string[];
  readonly repo?: string;
  readonly instrument?: string;
  readonly all?: boolean;
  readonly files?: boolean;
  readonly json?: boolean;
}

/** `footman night [NIGHT]`. */
export function nightCommand(): Command {
  const command = new Command('night')
    .description(
      'Tell of each exposure of a night what was to come, what has come, what is in the Butler, and why not',
    )
    .addArgument(
      new Argument('[night]', 'the night, such as 20251115; the running one when left out').argParser(
        parseNight,
      ),
    );
  return bucketOption(command, 'all of BUCKETS')
    .option('--instrument <name>', 'only of this instrument')
    .option('--repo <repo>', 'the repository; BUTLER_REPO when left out')
    .option('--all', 'list complete exposures, too')
    .option('--files', 'name the files that lack')
    .option('--json', 'print it as JSON')
    .addHelpText('after', HELP)
    .action(async (night: number | undefined, options: NightOptions) => {
      const { printNight } = await import('../night/print-night.js');
      try {
        process.exitCode = (await printNight(night, options, process.env)) ? 0 : 1;
      } catch (error) {
        process.stderr.write(`footman: ${errorLine(error)}\n`);
        process.exitCode = 2;
      }
    });
}

const HELP = `
What is to come is in OBS_ID_expectedSensors.json in the bucket. Queue (REDIS_URL, or REDIS_HOST, or QUEUE_DATABASE_URL) and ledger
(LEDGER_URL) tell the causes; it goes without them, and says so. Nothing is changed.
The exit code is 0 when every exposure is complete, 1 when something lacks, 2 when that could not be found out.`;
