import { Command, InvalidArgumentError, Option } from 'commander';
import { once } from 'node:events';

interface DemoFlags {
  readonly exposures: number;
  readonly cadence: number;
  readonly detectors?: number;
  readonly stay?: boolean;
  readonly json?: boolean;
  readonly butler: 'sqlite' | 'postgres';
  readonly dir: string;
  readonly files?: string;
}

/** `footman demo`: the whole pipeline in one process. */
export function demoCommand(): Command {
  return new Command('demo')
    .description(
      'A camera, an object store, intake, queue, ingest and a Butler in one process: an exposure from PUT to Butler',
    )
    .option('--exposures <n>', 'how many exposures', count, 1)
    .option('--cadence <seconds>', 'from the beginning of one exposure to the next', seconds, 0)
    .option('--detectors <n>', 'how many of the 205 detectors, an even sample', count)
    .option('--files <dir>', 'real files from a directory instead of simulated ones')
    .addOption(
      new Option('--butler <kind>', 'where the registry is')
        .choices(['postgres', 'sqlite'])
        .default('postgres'),
    )
    .option('--dir <dir>', 'where everything is kept; the same again changes nothing', '.footman/demo')
    .option('--stay', 'keep everything running until Ctrl-C')
    .option('--json', 'print the report as JSON')
    .addHelpText(
      'after',
      '\nThe queue is on REDIS_URL if that is set, otherwise on the embedded PostgreSQL.\nThe exit code is 0 only if every file is in the Butler and every exposure has its visit.',
    )
    .action(demo);
}

async function demo({ stay, json, ...options }: DemoFlags): Promise<void> {
  // Servers and services are loaded only here: the other commands start twice as fast without them.
  const { runDemo } = await import('../demo/run-demo.js');
  const { realParts } = await import('../demo/real-parts.js');
  const { formatReport } = await import('../demo/report-table.js');
  const report = await runDemo(
    {
      ...options,
      output: json ? undefined : process.stderr,
      stay: stay
        ? async (soFar, { notifyUrl }) => {
            process.stdout.write(json ? `${JSON.stringify(soFar)}\n` : formatReport(soFar));
            process.stderr.write(
              `\nEverything keeps running, notifications go to ${notifyUrl}; Ctrl-C ends it.\n`,
            );
            await once(process, 'SIGINT');
          }
        : undefined,
    },
    realParts(options.dir),
  );
  if (!stay) process.stdout.write(json ? `${JSON.stringify(report)}\n` : formatReport(report));
  if (!report.complete) process.exitCode = 1;
}

function count(text: string): number {
  const n = Number(text);
  if (!Number.isInteger(n) || n < 1) throw new InvalidArgumentError('It has to be a whole number from 1.');
  return n;
}

function seconds(text: string): number {
  const n = Number(text);
  if (!(n >= 0)) throw new InvalidArgumentError('It has to be a number of seconds.');
  return n;
}
