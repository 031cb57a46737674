import { QueueError } from './errors.js';

/** Where the queues live: a Redis server, or a schema of a PostgreSQL database. */
export type QueueBackend =
  | { readonly kind: 'redis'; readonly url: string }
  | {
      readonly kind: 'postgres';
      readonly connectionString: string;
      /** @default 'bullmq' */
      readonly schema?: string;
    };

/**
 * Chooses the backend from the environment, and is the only place that does.
 *
 * `REDIS_URL` wins; then `REDIS_HOST` with `REDIS_PASSWORD` and `REDIS_PORT`; then `QUEUE_DATABASE_URL` (PostgreSQL).
 *
 * @throws QueueError `queue.no_backend` when none of them is set.
 */
export function queueBackendFromEnv(env: NodeJS.ProcessEnv): QueueBackend {
  if (env['REDIS_URL']) return { kind: 'redis', url: env['REDIS_URL'] };
  if (env['REDIS_HOST']) return { kind: 'redis', url: redisUrl(env['REDIS_HOST'], env) };
  if (env['QUEUE_DATABASE_URL']) return { kind: 'postgres', connectionString: env['QUEUE_DATABASE_URL'] };
  throw new QueueError(
    'No queue backend is configured: set REDIS_URL, or REDIS_HOST with REDIS_PASSWORD, or QUEUE_DATABASE_URL',
    { code: 'queue.no_backend', transient: false },
  );
}

function redisUrl(host: string, env: NodeJS.ProcessEnv): string {
  const password = env['REDIS_PASSWORD'];
  const secret = password ? `:${encodeURIComponent(password)}@` : '';
  return `redis://${secret}${host}:${env['REDIS_PORT'] || '6379'}`;
}
