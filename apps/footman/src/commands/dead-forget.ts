import { Command } from 'commander';
import { filterOptions } from '../dead/filter-options.js';
import { changeFlags } from '../operator/change-flags.js';
import { changeOf, type DeadChangeFlags } from './dead-replay.js';

/** `footman dead forget`. */
export function deadForgetCommand(): Command {
  const command = new Command('forget').description(
    'Leave files out for good that wait for a person: they become ignored, and their jobs are removed',
  );
  return changeFlags(
    filterOptions(command, ['dead']).option('--all', 'without any other choice: all of them'),
  )
    .addHelpText(
      'after',
      '\nWhat is forgotten will never be in the Butler, so that --why is required, and a ledger that remembers it. footman replay undoes it.',
    )
    .action(async (flags: DeadChangeFlags, self: Command) => {
      const options = changeOf(flags, self);
      if (!options.dryRun && !options.why?.trim()) self.error('error: say why: --why TEXT');
      const { printChange } = await import('../dead/print-change.js');
      await printChange('forget', options);
    });
}
