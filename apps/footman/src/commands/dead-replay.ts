import type { UnfinishedFilter } from '@footman/operator';
import { Command } from 'commander';
import { filterOf, type FilterFlags, filterOptions, isNarrow } from '../dead/filter-options.js';
import { type ChangeFlags, changeFlags } from '../operator/change-flags.js';

/** The options of commands that change files of `footman dead`. */
export interface DeadChangeFlags extends FilterFlags, ChangeFlags {
  readonly all?: boolean;
}

/** `footman dead replay`. */
export function deadReplayCommand(): Command {
  const command = new Command('replay').description(
    'Queue files again that wait for a person, on the backfill lane; parked guiders look again at once',
  );
  return changeFlags(
    filterOptions(command, ['dead']).option('--all', 'without any other choice: all of them'),
  )
    .addHelpText('after', '\nWithout a ledger the queue is asked for them, and the replay is not recorded.')
    .action(async (flags: DeadChangeFlags, self: Command) => {
      const options = changeOf(flags, self);
      const { printChange } = await import('../dead/print-change.js');
      await printChange('replay', options);
    });
}

/** What to change. A slip of the hand must not change everything. */
export function changeOf(
  { all, ...flags }: DeadChangeFlags,
  command: Command,
): ChangeFlags & { readonly filter: UnfinishedFilter } {
  const filter = filterOf(flags);
  if (!all && !isNarrow(filter)) command.error('error: say which files: --reason, --night ..., or --all');
  return { ...flags, filter };
}
