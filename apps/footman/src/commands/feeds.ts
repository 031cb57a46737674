import { Command } from 'commander';
import { feedsForgetCommand } from './feeds-forget.js';
import { feedsRefusedCommand } from './feeds-refused.js';
import { feedsRetryCommand } from './feeds-retry.js';

/** `footman feeds ...`: who is told of files, and how far they are. */
export function feedsCommand(): Command {
  return new Command('feeds')
    .description('Who is told of files by queues of their own: what waits for them, and what they refused')
    .option('--json', 'print it as JSON, times in milliseconds since 1970')
    .addHelpText(
      'after',
      `
A message has up to a thousand files or steps of files. A feed is listed once anything was ever sent to it.
The exit code is 1 when something needs a person: the last lines, with an exclamation mark, say what.`,
    )
    .action(feeds)
    .addCommand(feedsRefusedCommand())
    .addCommand(feedsRetryCommand())
    .addCommand(feedsForgetCommand());
}

async function feeds({ json = false }: { readonly json?: boolean }): Promise<void> {
  const { printFeeds } = await import('../feeds/print-feeds.js');
  await printFeeds(json);
}
