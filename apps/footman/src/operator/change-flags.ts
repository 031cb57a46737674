import type { ChangeOptions } from '@footman/operator';
import type { Command } from 'commander';
import { hostname, userInfo } from 'node:os';

/** What every command takes that changes something. */
export interface ChangeFlags extends ChangeOptions {
  readonly json?: boolean;
}

/** Adds the options of a command that changes something. */
export function changeFlags(command: Command): Command {
  return command
    .option('--why <text>', 'the reason, for the ledger')
    .option('--who <name>', 'who asks for it, for the ledger', user())
    .option('--dry-run', 'say what would happen, change nothing')
    .option('--json', 'print it as JSON');
}

/** Who runs the command, as far as the system says. */
export function user(): string {
  try {
    return `${userInfo().username}@${hostname()}`;
  } catch {
    // In a container the user may have no name.
    return `uid ${process.getuid?.()}@${hostname()}`;
  }
}
