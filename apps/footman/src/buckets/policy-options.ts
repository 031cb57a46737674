import type { Command } from 'commander';

/** The options of `footman buckets policy`. */
export interface PolicyFlags {
  readonly files?: string;
  readonly remove?: readonly string[];
  readonly json?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/** Adds what plan and apply of policies take. */
export function policyOptions(command: Command): Command {
  return command
    .argument('[bucket]', 'the name of a file without .yaml, or its path; all files when left out')
    .option('--files <directory>', 'where the files are; k8s/bucket-policies when left out')
    .option('--remove <sid...>', 'statements to take away that are not in the file')
    .option('--json', 'print it as JSON, a line for each file');
}
