import { CANARY_PREFIX } from '@footman/queue';
import { randomUUID } from 'node:crypto';
import { passingKey } from './filters.js';
import type { Wanted } from './wanted.js';

/** A key for a canary that Footman must be told of; null if the filters let none through, or nothing leads to Footman. */
export function canaryKey(wanted: readonly Pick<Wanted, 'canary' | 'notification'>[]): string | null {
  const beginning = `${CANARY_PREFIX}${randomUUID()}`;
  const keys = wanted
    .filter(({ canary, notification }) => canary && notification.events.some(isOfPut))
    .map(({ notification }) => passingKey(notification.filter, beginning));
  return keys.find((key) => key !== null) ?? null;
}

function isOfPut(event: string): boolean {
  return event === 's3:ObjectCreated:*' || event === 's3:ObjectCreated:Put';
}
