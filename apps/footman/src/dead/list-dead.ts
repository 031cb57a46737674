import { age } from '../operator/age.js';
import { table } from '../table.js';
import { type Unfinished, UNFINISHED, type UnfinishedFile } from './unfinished-file.js';

/** Files that wait for a person. */
export interface DeadList {
  /** The newest of them. */
  readonly files: readonly UnfinishedFile[];
  /** All of them, by state and reason. */
  readonly counts: Readonly<Record<Unfinished, Readonly<Record<string, number>>>>;
  readonly total: number;
  /** Why the ledger wasn't asked; null if it was. */
  readonly withoutLedger: string | null;
}

/** The state says all that is known. */
const UNTOLD = '-';

/** Counts files, and keeps the first of them. */
export async function listDead(
  files: AsyncIterable<UnfinishedFile>,
  limit: number,
  withoutLedger: string | null,
): Promise<DeadList> {
  const shown: UnfinishedFile[] = [];
  const counts: Record<Unfinished, Record<string, number>> = { dead: {}, corrected: {}, overdue: {} };
  let total = 0;
  for await (const file of files) {
    const reason = reasonOf(file);
    counts[file.state][reason] = (counts[file.state][reason] ?? 0) + 1;
    total += 1;
    if (shown.length < limit) shown.push(file);
  }
  return { files: shown, counts, total, withoutLedger };
}

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
              reasonOf(file),
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

function reasonOf({ state, reason }: UnfinishedFile): string {
  return reason === null || reason === state ? UNTOLD : reason;
}
