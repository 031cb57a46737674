import { Command } from 'commander';
import { USUAL_DIRECTORY, type UpFlags } from '../up/up-flags.js';

/** `footman up`: all services in one process. */
export function upCommand(): Command {
  return new Command('up')
    .description('All services in this process, with the settings of a deployment: for test stands')
    .option('--env-file <file>', 'VARIABLE=VALUE lines; what is set in the environment wins')
    .option('--only <services>', 'no others than these, comma separated', names)
    .option('--without <services>', 'all but these, comma separated', names)
    .option(
      '--embedded [dir]',
      `with PostgreSQL, object store and Butler repository of its own, kept in a directory (${USUAL_DIRECTORY})`,
    )
    .option('--json', 'say what listens where as a line of JSON')
    .addHelpText(
      'after',
      `
The settings are those of the services (docs/operations.md). What is for one of them has its name before it: INTAKE_PORT, INGEST_LOG_LEVEL.
Standard output is the log of all; what listens where is said on standard error. SIGTERM and Ctrl-C drain all of them.
The exit code is 2, and nothing is started, when a setting of any service can't be used; 1 when one of them doesn't start.
Queue, buckets and Butler have to be there, unless --embedded brings them; then each object that is PUT is told to the intake, as Ceph does.`,
    )
    .action(up);
}

async function up(flags: UpFlags): Promise<void> {
  // Servers and services are loaded only here: the other commands start twice as fast without them.
  const { up } = await import('../up/up.js');
  await up(flags);
}

function names(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
}
