import { age, type DeadList, reasonTold, type Unfinished, UNFINISHED, UNTOLD } from '@footman/operator';
import { table } from '../table.js';

/** The list for a terminal: files as log lines name them, so that they can be searched for and shown. */
export function formatDeadList({ files, counts, total, withoutLedger }: DeadList, now: number): string {
  const lines =
    total === 0
      ? ['Nothing waits for a person.']
      : [
          table(
            ['state', 'age', 'reason', 'file'],
            files.map((file) => [
              file.state,
              age(file.since, now),
              reasonTold(file),
              `${file.notice.bucket}/${file.notice.key}`,
            ]),
          ),
          ...(total > files.length ? [`and ${total - files.length} older: --limit`] : []),
          '',
          ...UNFINISHED.flatMap((state) => summary(state, counts[state])),
          'The whole story of one: footman dead show FILE',
        ];
  if (withoutLedger)
    lines.push(`This is what the queue knows; without the ledger (${withoutLedger}) no more is known.`);
  return `${lines.join('\n')}\n`;
}

function summary(state: Unfinished, reasons: Readonly<Record<string, number>>): string[] {
  const by = Object.entries(reasons).sort(([, a], [, b]) => b - a);
  const total = by.reduce((sum, [, n]) => sum + n, 0);
  if (total === 0) return [];
  const told = by.filter(([reason]) => reason !== UNTOLD).map(([reason, n]) => `${n} ${reason}`);
  return [[`${total} ${state}`, told.join(', ')].filter(Boolean).join(': ')];
}
