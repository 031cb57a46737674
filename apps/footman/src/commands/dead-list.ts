import { Command } from 'commander';
import { filterOf, type FilterFlags, filterOptions } from '../dead/filter-options.js';
import { UNFINISHED } from '../dead/unfinished-file.js';
import { jsonLine } from '../json-line.js';
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
    UNFINISHED,
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
  const { overdueMs } = await import('../operator/overdue-ms.js');
  const { Site } = await import('../operator/site.js');
  const { unfinishedFiles } = await import('../dead/unfinished-files.js');
  const { formatDeadList, listDead } = await import('../dead/list-dead.js');
  const shown = limit ?? (json ? Infinity : ON_A_TERMINAL);
  const found = await Site.with(process.env, (site) =>
    listDead(
      unfinishedFiles(site, filterOf(flags), overdueMs(process.env)),
      shown,
      site.ledger ? null : site.ledgerStatus.problem,
    ),
  );
  process.stdout.write(json ? jsonLine(found) : formatDeadList(found, Date.now()));
}
