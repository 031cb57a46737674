import { Command, InvalidArgumentError } from 'commander';
import { bucketOption } from '../operator/bucket-option.js';

interface StatusFlags {
  readonly bucket?: readonly string[];
  readonly json?: boolean;
  /** Seconds, or true for the usual. */
  readonly watch?: number | true;
}

const USUAL_SECONDS = 2;

/** `footman status`. */
export function statusCommand(): Command {
  const command = new Command('status').description(
    'What is pending, how much comes and goes, what waits for a person; and what of our own is away',
  );
  return bucketOption(command, 'all of BUCKETS and all that queue and ledger know')
    .option('--watch [seconds]', 'again and again until Ctrl-C', seconds)
    .option('--json', 'print it as JSON, times in milliseconds since 1970; a line each time with --watch')
    .addHelpText(
      'after',
      `
Queue: REDIS_URL (or REDIS_HOST, or QUEUE_DATABASE_URL). Ledger: LEDGER_URL. What is away is said, the rest is shown.
The exit code is 1 when something needs a person: the last lines, with an exclamation mark, say what.`,
    )
    .action(status);
}

async function status({ bucket = [], watch, json = false }: StatusFlags): Promise<void> {
  const { printStatus } = await import('../status/print-status.js');
  const everyMs = watch && (watch === true ? USUAL_SECONDS : watch) * 1000;
  await printStatus({ only: bucket, json, everyMs });
}

function seconds(text: string): number {
  const n = Number(text);
  if (!(n > 0)) throw new InvalidArgumentError('It has to be a number of seconds.');
  return n;
}
