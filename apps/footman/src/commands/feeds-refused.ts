import { Command } from 'commander';
import { refusedOptions, type RefusedFlags } from '../feeds/refused-options.js';
import { parseLimit } from '../show/show-options.js';

interface ListFlags extends RefusedFlags {
  readonly limit?: number;
  readonly json?: boolean;
}

const ON_A_TERMINAL = 50;

/** `footman feeds refused FEED`. */
export function feedsRefusedCommand(): Command {
  return refusedOptions(
    new Command('refused').description(
      'List messages that the consumer of a feed put aside, the latest first, and count all by reason',
    ),
  )
    .option(
      '--limit <n>',
      `messages of the list at most; ${ON_A_TERMINAL}, or all with --json, when left out`,
      parseLimit,
    )
    .option('--json', 'print it as JSON, times in milliseconds since 1970')
    .addHelpText('after', '\nThey are kept for 7 days.')
    .action(refused);
}

async function refused(feed: string, { reason, limit, json = false }: ListFlags): Promise<void> {
  const { printRefused } = await import('../feeds/print-refused.js');
  await printRefused({ feed, reason }, limit ?? (json ? Infinity : ON_A_TERMINAL), json);
}
