import { Command } from 'commander';
import { ALL_UNFINISHED, filterOf, type FilterFlags, filterOptions } from '../dead/filter-options.js';
import { parseLimit } from '../show/show-options.js';

interface ListFlags extends FilterFlags {
  readonly limit?: number;
  readonly json?: boolean;
}

const ON_A_TERMINAL = 50;

/** `footman dead list`. */
export function deadListCommand(): Command {
  return filterOptions(
    new Command('list').description(
      'List files that wait for a person, the newest of each bucket first, and count all by reason',
    ),
    ALL_UNFINISHED,
  )
    .option(
      '--limit <n>',
      `files of the list at most; ${ON_A_TERMINAL}, or all with --json, when left out`,
      parseLimit,
    )
    .option('--json', 'print it as JSON, times in milliseconds since 1970')
    .addHelpText(
      'after',
      '\nWithout a ledger (LEDGER_URL) the queue is asked, which remembers jobs that failed for 14 days.',
    )
    .action(list);
}

async function list({ limit, json = false, ...flags }: ListFlags): Promise<void> {
  const { printDeadList } = await import('../dead/print-dead-list.js');
  await printDeadList(filterOf(flags), limit ?? (json ? Infinity : ON_A_TERMINAL), json);
}
