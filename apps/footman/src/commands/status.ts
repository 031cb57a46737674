import { Command, InvalidArgumentError } from 'commander';
import { setTimeout as sleep } from 'node:timers/promises';
import { jsonLine } from '../json-line.js';
import { bucketOption, bucketsOf } from '../operator/buckets.js';

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

async function status({ bucket, watch, json = false }: StatusFlags): Promise<void> {
  const { Site } = await import('../operator/site.js');
  const { overdueMs } = await import('../operator/overdue-ms.js');
  const { siteStatus } = await import('../status/collect-status.js');
  const { formatStatus } = await import('../status/format-status.js');
  const { env } = process;
  const options = { only: bucket ?? [], expected: bucketsOf(undefined, env), overdueMs: overdueMs(env) };
  for (;;) {
    // Connects each time anew: whoever watches wants to see a server come back.
    const status = await Site.with(env, (site) => siteStatus(site, options));
    const clear = watch && process.stdout.isTTY ? '\u001b[H\u001b[2J' : '';
    process.stdout.write(json ? jsonLine(status) : clear + formatStatus(status));
    process.exitCode = status.needed.length > 0 ? 1 : 0;
    if (!watch) return;
    await sleep((watch === true ? USUAL_SECONDS : watch) * 1000);
  }
}

function seconds(text: string): number {
  const n = Number(text);
  if (!(n > 0)) throw new InvalidArgumentError('It has to be a number of seconds.');
  return n;
}
