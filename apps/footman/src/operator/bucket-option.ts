import type { Command } from 'commander';

/** Adds `--bucket`, which may be given several times. */
export function bucketOption(command: Command, otherwise: string): Command {
  return command.option(
    '--bucket <name>',
    `[profile@]bucket, may be given several times; ${otherwise} when left out`,
    (name: string, before: readonly string[] = []) => [...before, name],
  );
}
