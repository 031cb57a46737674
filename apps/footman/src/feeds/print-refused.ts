import {
  describeRefused,
  listRefused,
  type RefusedFilter,
  type RefusedList,
  refusedMessages,
  Site,
} from '@footman/operator';
import { jsonLine } from '../json-line.js';
import { table } from '../table.js';

/** So many reasons are told; some have a word in them that differs each time. */
const REASONS = 10;

/** Prints refused messages of a feed of the site that the environment names, and how many there are. */
export async function printRefused(filter: RefusedFilter, limit: number, json: boolean): Promise<void> {
  const found = await Site.with(process.env, (site) => listRefused(refusedMessages(site, filter), limit));
  process.stdout.write(json ? jsonLine(found) : formatRefused(filter.feed, found));
}

function formatRefused(feed: string, { messages, counts, total, files }: RefusedList): string {
  if (total === 0) return 'Nothing like that was refused.\n';
  const { head, rows } = describeRefused(messages, Date.now());
  const reasons = Object.entries(counts).sort(([, a], [, b]) => b - a);
  const told = reasons.slice(0, REASONS).map(([reason, n]) => `  ${n}  ${reason}`);
  return [
    table(head, rows),
    ...(total > messages.length ? [`and ${total - messages.length} older: --limit`] : []),
    '',
    `${total} refused, with ${files} ${files === 1 ? 'file' : 'files'}:`,
    ...told,
    ...(reasons.length > REASONS ? [`  and ${reasons.length - REASONS} other reasons`] : []),
    `Once that is mended: footman feeds retry ${feed}`,
    '',
  ].join('\n');
}
