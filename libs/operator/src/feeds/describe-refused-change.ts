import type { RefusedChange } from './change-refused.js';
import { firstFile } from './describe-refused.js';

const DONE = {
  'feeds retry': ['would be sent again', 'sent again'],
  'feeds forget': ['would be forgotten for good', 'forgotten for good'],
} as const;

/** What a change of refused messages did, or would do, a line each. */
export function describeRefusedChange(change: RefusedChange): string[] {
  const { command, feed, dryRun, messages, files, shown, notRecorded } = change;
  if (messages === 0) return ['Nothing like that was refused.'];
  const [would, done] = DONE[command];
  const lines = [
    `${feed}: ${counted(messages, 'message')} with ${counted(files, 'file')} ${dryRun ? would : done}`,
  ];
  if (dryRun) {
    if (messages > shown.length) lines.unshift(`  and ${messages - shown.length} more`);
    lines.unshift(
      ...shown.map((message) => {
        const more = message.items.length > 1 ? ` and ${message.items.length - 1} more` : '';
        return `  ${message.reason}  ${firstFile(message)}${more}`;
      }),
    );
    lines.push('Nothing was changed.');
  } else if (notRecorded) lines.push(`Not recorded in the ledger: ${notRecorded}`);
  return lines;
}

function counted(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}
