import type { Nights } from '@footman/butler-client';
import { Command } from 'commander';
import { errorLine } from '../errors.js';
import { bucketOption } from '../operator/bucket-option.js';
import { type ChangeFlags, changeFlags } from '../operator/change-flags.js';
import { type NightFlags, nightOptions, nightsOf } from '../operator/night-options.js';

/** What `footman rucio audit` is asked for. */
export interface RucioAuditOptions extends ChangeFlags {
  readonly nights?: Nights | undefined;
  readonly bucket?: readonly string[];
  readonly repo?: string;
  readonly repair?: boolean;
  readonly all?: boolean;
}

/** `footman rucio audit`. */
export function rucioAuditCommand(): Command {
  const command = new Command('audit').description(
    'Compare the raw files of a night in the Butler with Rucio, and tell what is wrong with which',
  );
  bucketOption(nightOptions(command, 'last night'), 'all of BUCKETS')
    .option('--repo <repo>', 'the repository; BUTLER_REPO when left out')
    .option('--all', 'list all files with which something is wrong, not only the first few of each cause')
    .option('--repair', 'have those registered that Rucio lacks, by way of the queue');
  return changeFlags(command)
    .addHelpText('after', HELP)
    .action(async ({ night, since, until, ...flags }: RucioAuditOptions & NightFlags, self: Command) => {
      const nights = nightsOf({ night, since, until }, self);
      if (flags.dryRun && !flags.repair) self.error('error: --dry-run goes with --repair');
      // Queue, S3 client and Rucio's are loaded only here: the other commands start faster without them.
      const { printRucioAudit } = await import('../rucio/print-rucio-audit.js');
      try {
        process.exitCode = (await printRucioAudit({ ...flags, nights }, process.env)) ? 0 : 1;
      } catch (error) {
        process.stderr.write(`footman: ${errorLine(error)}\n`);
        process.exitCode = 2;
      }
    });
}

const HELP = `
Rucio and what it is told are named by the registrar's settings: RUCIO_RSE, RUCIO_SCOPE, RUCIO_DTN, RUCIO_CONFIG and the variables of
the official client. Without --repair nothing is changed; with it, what is missing, without a replica or unattached goes to the
registrar's queue, if its object is in the bucket. What was ingested within the last five minutes and isn't registered is left out.
The exit code is 0 when all is registered, 1 when something is wrong, 2 when that could not be found out.`;
