import type { RefusedMessage } from '@footman/queue';
import { age } from '../site/age.js';
import type { TextTable } from '../text/text-table.js';

/** Refused messages, as a table. */
export function describeRefused(messages: readonly RefusedMessage[], now: number): TextTable {
  return {
    head: ['age', 'files', 'reason', 'the first of them'],
    rows: messages.map((message) => [
      age(message.at, now),
      message.items.length,
      message.reason,
      firstFile(message),
    ]),
  };
}

/** The first file of a message, as `[profile@]bucket/key`. */
export function firstFile({ items: [first] }: Pick<RefusedMessage, 'items'>): string {
  const { bucket, key } = (first ?? {}) as { readonly bucket?: unknown; readonly key?: unknown };
  return typeof bucket === 'string' && typeof key === 'string' ? `${bucket}/${key}` : '-';
}
