import { commaSeparated } from '@footman/service';
import type { Command } from 'commander';

/** Adds `--bucket`, which may be given several times. */
export function bucketOption(command: Command, otherwise: string): Command {
  return command.option(
    '--bucket <name>',
    `[profile@]bucket, may be given several times; ${otherwise} when left out`,
    (name: string, before: readonly string[] = []) => [...before, name],
  );
}

/** The buckets that a user names, else those of BUCKETS (or BUCKET), comma separated as for the services. */
export function bucketsOf(named: readonly string[] | undefined, env: NodeJS.ProcessEnv): string[] {
  const texts = named && named.length > 0 ? named : [env['BUCKETS'] || env['BUCKET'] || ''];
  return [...new Set(texts.flatMap(commaSeparated))];
}
