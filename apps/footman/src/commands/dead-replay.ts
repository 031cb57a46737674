import { Command } from 'commander';
import type { DeadChangeOptions } from '../dead/change-dead.js';
import { filterOf, type FilterFlags, filterOptions, isNarrow } from '../dead/filter-options.js';
import { type ChangeOptions, changeOptions } from '../operator/change-options.js';

/** The options of commands that change files of `footman dead`. */
export interface DeadChangeFlags extends FilterFlags, ChangeOptions {
  readonly all?: boolean;
}

/** So many files a dry run names. */
const NAMED = 20;

/** `footman dead replay`. */
export function deadReplayCommand(): Command {
  const command = new Command('replay').description(
    'Queue files again that wait for a person, on the backfill lane; parked guiders look again at once',
  );
  return changeOptions(
    filterOptions(command, ['dead']).option('--all', 'without any other choice: all of them'),
  )
    .addHelpText('after', '\nWithout a ledger the queue is asked for them, and the replay is not recorded.')
    .action(async (flags: DeadChangeFlags, self: Command) => {
      const options = await changeOf(flags, self);
      const { replayDead } = await import('../dead/change-dead.js');
      const { printChange } = await import('../dead/print-change.js');
      await printChange(replayDead, options);
    });
}

/** What to change. A slip of the hand must not change everything. */
export async function changeOf(
  { all, ...flags }: DeadChangeFlags,
  command: Command,
): Promise<DeadChangeOptions> {
  const filter = filterOf(flags);
  if (!all && !isNarrow(filter)) command.error('error: say which files: --reason, --night ..., or --all');
  const { overdueMs } = await import('../operator/overdue-ms.js');
  return { ...flags, filter, overdueMs: overdueMs(process.env), limit: NAMED };
}
