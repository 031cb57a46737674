import type { Unfinished, UnfinishedFile } from './unfinished-file.js';

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

/** Instead of a reason where the state says all that is known. */
export const UNTOLD = '-';

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
    const reason = reasonTold(file);
    counts[file.state][reason] = (counts[file.state][reason] ?? 0) + 1;
    total += 1;
    if (shown.length < limit) shown.push(file);
  }
  return { files: shown, counts, total, withoutLedger };
}

/** A file's reason as lists have it, which doesn't repeat the state. */
export function reasonTold({ state, reason }: UnfinishedFile): string {
  return reason === null || reason === state ? UNTOLD : reason;
}
