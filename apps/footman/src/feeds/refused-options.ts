import type { Command } from 'commander';
import { type ChangeFlags, changeFlags } from '../operator/change-flags.js';

/** The options that choose refused messages of a feed. */
export interface RefusedFlags {
  readonly reason?: string;
}

/** The options of a command that changes some of them. */
export type RefusedChangeFlags = RefusedFlags & ChangeFlags;

/** Adds what chooses refused messages. */
export function refusedOptions(command: Command): Command {
  return command
    .argument('<feed>', 'such as webhook; footman feeds lists them')
    .option('--reason <text>', 'only with a reason that begins so; all when left out');
}

/** Adds what chooses refused messages, and what every change takes. */
export function refusedChangeOptions(command: Command): Command {
  return changeFlags(refusedOptions(command));
}
