import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EmbeddedServer } from './embedded-server.js';
import { EmbeddedServerError } from './errors.js';
import { freePort } from './free-port.js';
import { lastWords } from './last-words.js';
import { provideCluster, type PostgresCluster } from './postgres-cluster.js';
import { ServerProcess } from './server-process.js';
import { inTemporaryDirectory } from './temporary-directory.js';

/**
 * Durability is off: a power cut may lose the cluster, but what was committed survives a crash of the server. Right for
 * demonstrations and tests, wrong for anything else.
 */
const SETTINGS = [
  'fsync=off',
  'full_page_writes=off',
  'wal_level=minimal',
  'max_wal_senders=0',
  'autovacuum_naptime=1h',
  'jit=off',
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
];

/**
 * Starts a PostgreSQL whose cluster is in `dir`, made there if there's none yet, and waits until it answers; its data stay. Without
 * `dir` they are in a temporary directory and go with the server.
 *
 * @throws {EmbeddedServerError} POSTGRES_*
 */
export async function startPostgres(dir?: string): Promise<EmbeddedServer> {
  if (dir === undefined) return inTemporaryDirectory(startPostgres);
  const cluster = await provideCluster(dir);
  let port = 0;
  let server = await untilLaunched(async () => launch(cluster, (port = await freePort())));
  return {
    url: `postgresql://${cluster.user}:${cluster.password}@127.0.0.1:${port}/postgres`,
    // An immediate shutdown: the next start recovers from the log.
    kill: () => server.end('SIGQUIT'),
    async start() {
      server = await untilLaunched(() => launch(cluster, port));
    },
    freeze: () => server.freeze(),
    thaw: async () => server.thaw(),
    close: () => server.end('SIGINT'),
  };
}

/** Another process may take the port before the server does, and a killed server's children need a moment to notice. */
async function untilLaunched(attempt: () => Promise<ServerProcess>): Promise<ServerProcess> {
  let failure: unknown;
  for (let i = 0; i < 3; i++) {
    try {
      return await attempt();
    } catch (error) {
      failure = error;
      await sleep(500);
    }
  }
  throw failure;
}

/** The arguments of the program that serves a cluster at a port of the loopback interface. */
export function postgresArguments({ data }: PostgresCluster, port: number): readonly string[] {
  return ['-D', data, '-p', String(port), ...SETTINGS.flatMap((setting) => ['-c', setting])];
}

async function launch(cluster: PostgresCluster, port: number): Promise<ServerProcess> {
  const { home, data, binaries, runAs } = cluster;
  const log = await open(join(home, 'postgres.log'), 'w');
  const server = new ServerProcess(binaries.postgres, postgresArguments(cluster, port), {
    ...runAs,
    cwd: home,
    stdio: ['ignore', log.fd, log.fd],
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
  });
  await log.close();
  if (await isReady(data, server)) return server;
  await server.end('SIGINT');
  const text = await readFile(join(home, 'postgres.log'), 'utf8').catch(() => '');
  throw new EmbeddedServerError(
    'POSTGRES_FAILED',
    `The embedded PostgreSQL in ${home} did not start. ${lastWords(text)}`,
  );
}

/** The server writes "ready" in the eighth line of postmaster.pid when it takes connections (pg_ctl goes by the same). */
async function isReady(data: string, server: ServerProcess): Promise<boolean> {
  const gone = server.ended.then(() => 'gone' as const);
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
    if (Number(lines[0]) === server.pid && lines[7]?.trim() === 'ready') return true;
    if ((await Promise.race([gone, sleep(10, 'wait' as const)])) === 'gone') return false;
  }
  return false;
}
