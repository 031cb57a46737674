import { describeFeeds, feedsStatus, NOTHING_NEEDED, Site } from '@footman/operator';
import { jsonLine } from '../json-line.js';
import { table } from '../table.js';

/** Prints how the feeds stand of the site that the environment names; the exit code is 1 when something needs a person. */
export async function printFeeds(json: boolean): Promise<void> {
  const status = await Site.with(process.env, feedsStatus);
  const { head, rows } = describeFeeds(status.feeds, status.at);
  const needed = status.needed.length > 0 ? status.needed.map((need) => `! ${need}`) : [NOTHING_NEEDED];
  process.stdout.write(json ? jsonLine(status) : `${[table(head, rows), '', ...needed].join('\n')}\n`);
  if (status.needed.length > 0) process.exitCode = 1;
}
