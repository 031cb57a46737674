import { Command } from 'commander';
import { errorLine } from '../errors.js';
import { type ChangeFlags, user } from '../operator/change-flags.js';
import { parseNight } from '../operator/night-options.js';

/** What `footman audit` is asked for. */
export interface AuditFlags extends Omit<ChangeFlags, 'dryRun'> {
  readonly night: number;
  readonly repo?: string;
  readonly repair?: boolean;
  readonly all?: boolean;
}

/** `footman audit BUCKET --night N`. */
export function auditCommand(): Command {
  return new Command('audit')
    .description(
      "Compare a night's objects in a bucket with the Butler, and tell why it lacks those that it lacks",
    )
    .argument('<bucket>', '[profile@]bucket')
    .requiredOption('--night <day_obs>', 'the night, such as 20251115', parseNight)
    .option('--repo <repo>', 'the repository; BUTLER_REPO when left out')
    .option('--repair', 'queue again what is missing, on the backfill lane')
    .option('--why <text>', 'the reason for a repair, for the ledger')
    .option('--who <name>', 'who asks for it, for the ledger', user())
    .option('--all', 'list all that is missing, not only the first few')
    .option('--json', 'print it as JSON')
    .addHelpText('after', HELP)
    .action(async (bucket: string, flags: AuditFlags) => {
      // S3 client, queue and ledger are loaded only here: the other commands start faster without them.
      const { audit } = await import('../audit/audit.js');
      try {
        process.exitCode = (await audit(bucket, flags, process.env)) ? 0 : 1;
      } catch (error) {
        process.stderr.write(`footman: ${errorLine(error)}\n`);
        process.exitCode = 2;
      }
    });
}

const HELP = `
Without --repair nothing is changed. Queue (REDIS_URL, or REDIS_HOST, or QUEUE_DATABASE_URL) and ledger (LEDGER_URL) tell the causes; a
look does without them, and says so. Objects are datasets if DATASET_REGEXP (default fits$) is found in [profile@]bucket/key.
The exit code is 0 when the Butler has everything, 1 when something is missing, 2 when that could not be found out.`;
