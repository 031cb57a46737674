import type { ObjectStore } from '@footman/object-store';
import { CANARY_PREFIX, type ObjectQueues } from '@footman/queue';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { passingKey } from './filters.js';
import type { Wanted } from './wanted.js';

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
  /** Hears how long it has been waited for. */
  readonly onWait?: (elapsedMs: number) => void;
}

/** A key for a canary that Footman must be told of; null if the filters let none through, or nothing leads to Footman. */
export function canaryKey(wanted: readonly Pick<Wanted, 'canary' | 'notification'>[]): string | null {
  const beginning = `${CANARY_PREFIX}${randomUUID()}`;
  const keys = wanted
    .filter(({ canary, notification }) => canary && notification.events.some(isOfPut))
    .map(({ notification }) => passingKey(notification.filter, beginning));
  return keys.find((key) => key !== null) ?? null;
}

/** Writes an object, waits until the intake has its notice, and removes it, whatever happens. */
export async function sendCanary(
  key: string,
  { store, queues, bucket, timeoutMs, onWait }: CanaryParts,
): Promise<Canary> {
  const begin = performance.now();
  const elapsed = () => performance.now() - begin;
  try {
    await store.put(bucket, key, new TextEncoder().encode('canary\n'), 'text/plain');
    do {
      if ((await queues.canaries.seen(bucket, key)) !== null) return { key, delayMs: Math.round(elapsed()) };
      onWait?.(elapsed());
      await sleep(EVERY_MS);
    } while (elapsed() < timeoutMs);
    return { key, delayMs: null };
  } finally {
    await store.delete(bucket, key);
  }
}

function isOfPut(event: string): boolean {
  return event === 's3:ObjectCreated:*' || event === 's3:ObjectCreated:Put';
}
