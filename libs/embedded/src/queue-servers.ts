import type { EmbeddedServer } from './embedded-server.js';
import { startPostgres } from './start-postgres.js';
import { hasRedisServer, startRedis } from './start-redis.js';

/** Where a queue is, as `@footman/queue` takes it. */
type Backend =
  | { readonly kind: 'redis'; readonly url: string }
  | { readonly kind: 'postgres'; readonly connectionString: string };

/** A server that a queue can be on. */
export interface QueueServer extends EmbeddedServer {
  readonly backend: Backend;
}

/** How to come by a server of each kind that a queue can be on and this machine can start, by name: a table for `describe.each`. */
export function queueServers(): [string, () => Promise<QueueServer>][] {
  if (hasRedisServer()) {
    return [
      ['PostgreSQL', onPostgres],
      ['Redis', onRedis],
    ];
  }
  process.stderr.write('No redis-server on PATH: suites that end or freeze a Redis are left out\n');
  return [['PostgreSQL', onPostgres]];
}

/** The same for suites that leave the server in peace: where none can be started, the Redis at `REDIS_URL` will do, too. */
export function peacefulQueueServers(): [string, () => Promise<Pick<QueueServer, 'backend' | 'close'>>][] {
  const url = process.env['REDIS_URL'];
  if (hasRedisServer() || !url) return queueServers();
  const given = async () => ({ backend: { kind: 'redis', url } as const, close: async () => undefined });
  return [
    ['PostgreSQL', onPostgres],
    ['Redis', given],
  ];
}

async function onPostgres(): Promise<QueueServer> {
  const server = await startPostgres();
  return { ...server, backend: { kind: 'postgres', connectionString: server.url } };
}

async function onRedis(): Promise<QueueServer> {
  const server = await startRedis();
  if (!server) throw new Error('redis-server was on PATH a moment ago');
  return { ...server, backend: { kind: 'redis', url: server.url } };
}
