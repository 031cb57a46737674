import { Command } from 'commander';
import { refusedChangeOptions, type RefusedChangeFlags } from '../feeds/refused-options.js';

/** `footman feeds retry FEED`. */
export function feedsRetryCommand(): Command {
  return refusedChangeOptions(
    new Command('retry').description('Send refused messages of a feed to its consumer again'),
  )
    .addHelpText('after', '\nWithout a ledger it is done all the same, and not recorded.')
    .action(async (feed: string, { reason, ...flags }: RefusedChangeFlags) => {
      const { printRefusedChange } = await import('../feeds/print-refused-change.js');
      await printRefusedChange('retry', { ...flags, filter: { feed, reason } });
    });
}
