import type { WebhookReceiver } from '../webhook-receiver.js';

/** What the receiver of a site's webhook was told. */
export interface AnnouncementFindings {
  readonly posts: number;
  /** Keys of files that it wasn't told of, or more than once. */
  readonly untold: readonly string[];
  readonly repeated: readonly string[];
}

/** Compares what a receiver was told with what was PUT. */
export function inspectAnnouncements(
  { posts, told }: WebhookReceiver,
  keys: readonly string[],
): AnnouncementFindings {
  const times = (key: string) => told.get(key.slice(key.lastIndexOf('/') + 1)) ?? 0;
  return {
    posts,
    untold: keys.filter((key) => times(key) === 0),
    repeated: keys.filter((key) => times(key) > 1),
  };
}
