import { type Command, InvalidArgumentError } from 'commander';
import { findDirectory, readYamlFiles, type YamlFile } from '../buckets/yaml-files.js';
import { notificationsFile, type NotificationsFile } from './notifications-file.js';

/** What all of `footman notifications` takes. */
export interface NotificationsFlags {
  readonly files?: string;
  readonly json?: boolean;
}

/** What those take that send canaries. */
export interface CanaryFlags extends NotificationsFlags {
  /** False for none. */
  readonly canary: boolean;
  /** Seconds. */
  readonly timeout: number;
}

/** What `footman notifications apply` takes. */
export interface ApplyFlags extends CanaryFlags {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly deleteTopic?: readonly string[];
}

/** Adds what all of `footman notifications` takes. */
export function notificationsOptions(command: Command): Command {
  return command
    .argument('[bucket]', 'the name of a file without .yaml, or its path; all files when left out')
    .option('--files <directory>', 'where the files are; k8s/bucket-notifications when left out')
    .option('--json', 'print it as JSON, a line for each file');
}

/** Adds what those take that send canaries. */
export function canaryOptions(command: Command): Command {
  return notificationsOptions(command)
    .option('--no-canary', 'write no object to see whether its notice arrives')
    .option('--timeout <seconds>', "how long a canary's notice may take", seconds, 120);
}

/** The files that are meant. @throws UsageError with all their problems */
export function chosenFiles(
  chosen: string | undefined,
  { files }: NotificationsFlags,
): YamlFile<NotificationsFile>[] {
  const directory = files ?? (chosen?.endsWith('.yaml') ? '.' : findDirectory('bucket-notifications'));
  return readYamlFiles(notificationsFile, directory, chosen);
}

function seconds(text: string): number {
  const n = Number(text);
  if (!(n > 0)) throw new InvalidArgumentError('It has to be a number of seconds.');
  return n;
}
