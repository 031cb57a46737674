import type { ObjectStore } from '@footman/object-store';
import type { ObjectQueues } from '@footman/queue';
import { setTimeout as sleep } from 'node:timers/promises';

const EVERY_MS = 100;

/** What became of a canary. */
export interface Canary {
  readonly key: string;
  /** From the PUT until the intake had its notice, in milliseconds; null if it didn't in time. */
  readonly delayMs: number | null;
}

/** What a canary needs. */
export interface CanaryParts {
  readonly store: Pick<ObjectStore, 'put' | 'delete'>;
  readonly queues: Pick<ObjectQueues, 'canaries'>;
  /** With its profile. */
  readonly bucket: string;
  readonly timeoutMs: number;
  /** Called when the object is there. */
  readonly onPut?: () => void;
  /** Hears how long it has been waited for. */
  readonly onWait?: (elapsedMs: number) => void;
  /** Gives up waiting. */
  readonly signal?: AbortSignal;
}

/**
 * Writes an object, waits until the intake has its notice, and removes it, whatever happens.
 *
 * @throws ObjectStoreError, QueueUnavailableError, or the signal's reason
 */
export async function sendCanary(
  key: string,
  { store, queues, bucket, timeoutMs, onPut, onWait, signal }: CanaryParts,
): Promise<Canary> {
  const begin = performance.now();
  const elapsed = () => performance.now() - begin;
  try {
    await store.put(bucket, key, new TextEncoder().encode('canary\n'), 'text/plain');
    onPut?.();
    do {
      if ((await queues.canaries.seen(bucket, key)) !== null) return { key, delayMs: Math.round(elapsed()) };
      onWait?.(elapsed());
      await sleep(EVERY_MS, undefined, { signal });
    } while (elapsed() < timeoutMs);
    return { key, delayMs: null };
  } finally {
    await store.delete(bucket, key);
  }
}
