import { postgresArguments, provideCluster } from '@footman/embedded';
import { mkdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import type { Place } from './places.js';
import { Program } from './program.js';

/** A Redis as production has it: what was accepted is in its append-only file. */
export async function redisProgram({ directory, log, port }: Place): Promise<Program> {
  await mkdir(directory, { recursive: true });
  const settings = ['--save', '', '--appendonly', 'yes', '--maxmemory-policy', 'noeviction'];
  return new Program({
    name: 'redis',
    command: 'redis-server',
    args: ['--bind', '127.0.0.1', '--port', String(port), '--dir', directory, ...settings],
    log,
    ready: async () => (await redisCommand(port, 'PING')).startsWith('+PONG'),
    erase: async () => await rm(join(directory, 'appendonlydir'), { recursive: true, force: true }),
  });
}

/** Sends one command to a Redis and gives its answer as it comes. */
function redisCommand(port: number, command: string): Promise<string> {
  return new Promise((done, fail) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: 2000 }, () => socket.write(`${command}\r\n`));
    socket
      .once('data', (data) => {
        socket.destroy();
        done(data.toString());
      })
      .once('timeout', () => socket.destroy(new Error(`Redis didn't answer ${command}`)))
      .once('error', fail);
  });
}

/** A PostgreSQL on a cluster of its own, with the URL that its clients at another port use. */
export async function postgresProgram({
  directory,
  log,
  port,
}: Place): Promise<{ readonly program: Program; url(port: number, database?: string): string }> {
  const cluster = await provideCluster(directory);
  const url = (at: number, database = 'postgres') =>
    `postgresql://${cluster.user}:${cluster.password}@127.0.0.1:${at}/${database}`;
  const program = new Program({
    name: 'postgres',
    command: cluster.binaries.postgres,
    // Backends of a killed server hold its memory for a moment; the next start fails until they're gone, and is made again.
    args: postgresArguments(cluster, port),
    cwd: cluster.home,
    env: { PATH: process.env['PATH'], LC_ALL: 'C' },
    ...cluster.runAs,
    log,
    ready: async () => {
      const client = new Client({ connectionString: url(port), connectionTimeoutMillis: 1000 });
      client.on('error', () => undefined);
      await client.connect();
      await client.end();
      return true;
    },
  });
  return { program, url };
}

/** An object store with one bucket. */
export async function s3Program({ directory, log, port }: Place, bucket: string): Promise<Program> {
  await mkdir(directory, { recursive: true });
  const server = fileURLToPath(new URL('./s3-server.js', import.meta.url));
  return new Program({
    name: 's3',
    command: process.execPath,
    args: [server, directory, String(port), bucket],
    env: process.env,
    cwd: join(directory, '..'),
    log,
    ready: async () => (await fetch(`http://127.0.0.1:${port}/${bucket}?max-keys=1`)).status < 500,
  });
}
