import type { QueueBackend } from './backend.js';
import { PostgresStore } from './postgres-store.js';
import { RedisStore } from './redis-store.js';
import type { Store } from './store.js';

/** What a call may take before the server counts as away; PostgreSQL flushes to disk in that time. */
const TIMEOUT_MS = { redis: 500, postgres: 2000 } as const;

/** The longest time in milliseconds that one command may take on this backend, unless told otherwise. */
export function timeoutOf(backend: QueueBackend, timeoutMs: number | undefined): number {
  return timeoutMs ?? TIMEOUT_MS[backend.kind];
}

/** Makes the store of a backend; nothing connects yet. */
export function openStore(
  backend: QueueBackend,
  timeoutMs: number | undefined,
  onError: (error: Error) => void,
): Store {
  const limit = timeoutOf(backend, timeoutMs);
  if (backend.kind === 'redis') return new RedisStore(backend.url, limit, onError);
  return new PostgresStore(backend.connectionString, backend.schema ?? 'bullmq', limit, onError);
}
