import { Command } from 'commander';
import { filterOptions } from '../dead/filter-options.js';
import { changeOptions } from '../operator/change-options.js';
import { changeOf, type DeadChangeFlags } from './dead-replay.js';

/** `footman dead forget`. */
export function deadForgetCommand(): Command {
  const command = new Command('forget').description(
    'Leave files out for good that wait for a person: they become ignored, and their jobs are removed',
  );
  return changeOptions(
    filterOptions(command, ['dead']).option('--all', 'without any other choice: all of them'),
  )
    .addHelpText(
      'after',
      '\nWhat is forgotten will never be in the Butler, so that --why is required, and a ledger that remembers it. footman replay undoes it.',
    )
    .action(async (flags: DeadChangeFlags, self: Command) => {
      const options = await changeOf(flags, self);
      if (!options.dryRun && !options.why?.trim()) self.error('error: say why: --why TEXT');
      const { forgetDead } = await import('../dead/change-dead.js');
      const { printChange } = await import('../dead/print-change.js');
      await printChange(forgetDead, options);
    });
}
