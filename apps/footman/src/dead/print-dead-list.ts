import { listDead, overdueMs, Site, type UnfinishedFilter, unfinishedFiles } from '@footman/operator';
import { jsonLine } from '../json-line.js';
import { formatDeadList } from './format-dead-list.js';

/** Prints the chosen files of the site that the environment names, and how many there are of them. */
export async function printDeadList(filter: UnfinishedFilter, limit: number, json: boolean): Promise<void> {
  const found = await Site.with(process.env, (site) =>
    listDead(
      unfinishedFiles(site, filter, overdueMs(process.env)),
      limit,
      site.ledger ? null : site.ledgerStatus.problem,
    ),
  );
  process.stdout.write(json ? jsonLine(found) : formatDeadList(found, Date.now()));
}
