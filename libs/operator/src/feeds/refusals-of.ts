import type { ObjectQueues } from '@footman/queue';

/** That the consumer of a feed wouldn't take a file. */
export interface Refusal {
  readonly feed: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly reason: string;
  /** Of the content that was refused, where it was told. */
  readonly etag: string | undefined;
}

/** Which feeds refused a file, and why; the latest first in each. */
export async function refusalsOf(
  { messages }: Pick<ObjectQueues, 'messages'>,
  bucket: string,
  key: string,
): Promise<Refusal[]> {
  const refusals: Refusal[] = [];
  for (const { name, feed, refused } of await messages.status()) {
    if (refused === 0) continue;
    for await (const { at, reason, items } of messages.refused(name))
      for (const item of items as readonly Partial<Record<'bucket' | 'key' | 'etag', string>>[])
        if (item.bucket === bucket && item.key === key) refusals.push({ feed, at, reason, etag: item.etag });
  }
  return refusals;
}
