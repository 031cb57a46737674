import { spawnSync } from 'node:child_process';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EmbeddedServer } from './embedded-server.js';
import { EmbeddedServerError } from './errors.js';
import { freePort } from './free-port.js';
import { ServerProcess } from './server-process.js';
import { inTemporaryDirectory } from './temporary-directory.js';

/** What production's Redis has to have, too: what was accepted survives, and nothing is evicted. */
const SETTINGS = ['--save', '', '--appendonly', 'yes', '--maxmemory-policy', 'noeviction'];

/**
 * Starts a Redis of our own, whose data go with it, and waits until it answers. No package ships one: where there's no
 * `redis-server` on PATH, it says so on stderr and gives undefined.
 *
 * @throws {EmbeddedServerError} REDIS_FAILED
 */
export async function startRedis(): Promise<EmbeddedServer | undefined> {
  if (hasRedisServer()) return inTemporaryDirectory(startIn);
  process.stderr.write('No redis-server on PATH: no Redis is started\n');
  return undefined;
}

/** Whether this machine can start a Redis. */
export function hasRedisServer(): boolean {
  return spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0;
}

async function startIn(dir: string): Promise<EmbeddedServer> {
  const port = await freePort();
  let server = await launch(dir, port);
  return {
    url: `redis://127.0.0.1:${port}`,
    kill: () => server.end('SIGKILL'),
    async start() {
      server = await launch(dir, port);
    },
    freeze: () => server.freeze(),
    thaw: async () => server.thaw(),
    close: () => server.end('SIGKILL'),
  };
}

async function launch(dir: string, port: number): Promise<ServerProcess> {
  const address = ['--bind', '127.0.0.1', '--port', String(port)];
  const server = new ServerProcess('redis-server', [...address, '--dir', dir, ...SETTINGS], {
    stdio: 'ignore',
  });
  const gone = server.ended.then(() => 'gone' as const);
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    if (await answers(port)) return server;
    if ((await Promise.race([gone, sleep(10, 'wait' as const)])) === 'gone') break;
  }
  await server.end('SIGKILL');
  throw new EmbeddedServerError('REDIS_FAILED', `redis-server did not start at port ${port}.`);
}

/** While it still reads its data it answers otherwise. */
function answers(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: 1000 }, () => socket.write('PING\r\n'));
    const say = (answer: boolean) => {
      socket.destroy();
      done(answer);
    };
    socket.on('data', (data) => say(data.toString().startsWith('+PONG')));
    socket
      .on('timeout', () => say(false))
      .on('error', () => say(false))
      .on('close', () => say(false));
  });
}
