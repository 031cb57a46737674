import type { ObjectNotice } from './object-notice.js';
import type { Store } from './store.js';

/** How keys of canaries begin: objects that are written only to see whether their notice arrives, never datasets. */
export const CANARY_PREFIX = 'footman-canary/';

/** Whether this is the key of a canary. */
export function isCanary(key: string): boolean {
  return key.startsWith(CANARY_PREFIX);
}

/** What remembers canaries. */
export type CanaryStore = Pick<Store, 'noteCanary' | 'canary'>;

/**
 * Which canaries have been noticed, remembered for an hour.
 *
 * The profile of a bucket doesn't count: whoever writes a canary may have another one than the intake.
 */
export class Canaries {
  constructor(
    private readonly store: CanaryStore,
    private readonly attempt: <T>(work: () => Promise<T>) => Promise<T>,
  ) {}

  /**
   * Remembers that a canary's notice arrived; of several the first counts.
   *
   * @throws QueueUnavailableError when the server is away.
   */
  async noticed({
    bucket,
    key,
    receivedAt,
  }: Pick<ObjectNotice, 'bucket' | 'key' | 'receivedAt'>): Promise<void> {
    await this.attempt(() => this.store.noteCanary(nameOf(bucket, key), receivedAt));
  }

  /**
   * When a canary's notice arrived, by the intake's clock in milliseconds since the epoch; null if it didn't so far.
   *
   * @throws QueueUnavailableError when the server is away.
   */
  async seen(bucket: string, key: string): Promise<number | null> {
    return await this.attempt(() => this.store.canary(nameOf(bucket, key)));
  }
}

function nameOf(bucket: string, key: string): string {
  return `${bucket.slice(bucket.indexOf('@') + 1)}/${key}`;
}
