import { Command } from 'commander';
import { refusedChangeOptions, type RefusedChangeFlags } from '../feeds/refused-options.js';

/** `footman feeds forget FEED`. */
export function feedsForgetCommand(): Command {
  return refusedChangeOptions(
    new Command('forget').description('Give up refused messages of a feed for good'),
  )
    .addHelpText(
      'after',
      '\nWhom the feed is for will not hear of these files by it, so that --why is required. The files themselves are left alone.',
    )
    .action(async (feed: string, { reason, ...flags }: RefusedChangeFlags, self: Command) => {
      if (!flags.dryRun && !flags.why?.trim()) self.error('error: say why: --why TEXT');
      const { printRefusedChange } = await import('../feeds/print-refused-change.js');
      await printRefusedChange('forget', { ...flags, filter: { feed, reason } });
    });
}
