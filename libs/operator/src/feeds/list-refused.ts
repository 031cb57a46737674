import type { RefusedMessage } from '@footman/queue';

/** Refused messages of a feed. */
export interface RefusedList {
  /** The latest of them. */
  readonly messages: readonly RefusedMessage[];
  /** All of them, by reason. */
  readonly counts: Readonly<Record<string, number>>;
  readonly total: number;
  /** In all of them. */
  readonly files: number;
}

/** Counts refused messages, and keeps the first of them. */
export async function listRefused(
  messages: AsyncIterable<RefusedMessage>,
  limit: number,
): Promise<RefusedList> {
  const shown: RefusedMessage[] = [];
  const counts: Record<string, number> = {};
  let [total, files] = [0, 0];
  for await (const message of messages) {
    counts[message.reason] = (counts[message.reason] ?? 0) + 1;
    total += 1;
    files += message.items.length;
    if (shown.length < limit) shown.push(message);
  }
  return { messages: shown, counts, total, files };
}
