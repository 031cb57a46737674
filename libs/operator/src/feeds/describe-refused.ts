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
export function firstFile(message: Pick<RefusedMessage, 'items'>): string {
  const place = firstPlace(message);
  return place ? `${place.bucket}/${place.key}` : '-';
}

/** Where the first file of a message is; null if it isn't about files. */
export function firstPlace({
  items: [first],
}: Pick<RefusedMessage, 'items'>): { readonly bucket: string; readonly key: string } | null {
  const { bucket, key } = (first ?? {}) as { readonly bucket?: unknown; readonly key?: unknown };
  return typeof bucket === 'string' && typeof key === 'string' ? { bucket, key } : null;
}
