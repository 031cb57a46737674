import { Command } from 'commander';

interface UnusableFlags {
  readonly json?: boolean;
}

/** `footman unusable`. */
export function unusableCommand(): Command {
  return new Command('unusable')
    .description(
      'List messages from Kafka that nobody can use, the newest first; some thousand are kept in mind',
    )
    .option('--json', 'print it as JSON, times in milliseconds since 1970')
    .addHelpText('after', '\nThe messages themselves are in their topic, for as long as it keeps them.')
    .action(unusable);
}

async function unusable({ json = false }: UnusableFlags): Promise<void> {
  const { printUnusable } = await import('../unusable/print-unusable.js');
  await printUnusable(process.env, json);
}
