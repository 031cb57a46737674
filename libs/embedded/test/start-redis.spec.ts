import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { EmbeddedServer } from '../src/embedded-server.js';
import { hasRedisServer, startRedis } from '../src/start-redis.js';

/** Sends one command on a connection of its own and gives the answer as it comes. */
async function send(url: string, command: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  try {
    await once(socket, 'connect');
    socket.write(`${command}\r\n`);
    const [answer] = await once(socket, 'data');
    return String(answer).trim();
  } finally {
    socket.destroy();
  }
}

// npm can't install it.
const describeWithRedis = hasRedisServer() ? describe : describe.skip;

describeWithRedis('startRedis', () => {
  let server: EmbeddedServer;

  beforeEach(async () => {
    const started = await startRedis();
    if (!started) throw new Error('redis-server is on PATH');
    server = started;
  });
  afterEach(() => server.close());

  it('answers on loopback', async () => {
    expect(server.url).toMatch(/^redis:\/\/127\.0\.0\.1:\d+$/);
    await expect(send(server.url, 'PING')).resolves.toBe('+PONG');
  });

  it('is back after a kill with what it had on disk, at the same address', async () => {
    await send(server.url, 'SET answer 42');
    await server.kill();
    await expect(send(server.url, 'PING')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await server.start();
    await expect(send(server.url, 'GET answer')).resolves.toBe('$2\r\n42');
  });

  it('answers nothing while it is frozen, and everything afterwards', async () => {
    await server.freeze();
    const answer = send(server.url, 'PING');
    await expect(Promise.race([answer, sleep(200, 'no answer')])).resolves.toBe('no answer');
    await server.thaw();
    await expect(answer).resolves.toBe('+PONG');
  });
});

test('without a redis-server there is none, and one line says so', () => {
  const loader = ['--conditions', '@footman/source', '--import', '@swc-node/register/esm-register'];
  const script = fileURLToPath(new URL('redis-process.ts', import.meta.url));
  const { stdout, stderr } = spawnSync(process.execPath, [...loader, script], {
    encoding: 'utf8',
    env: { PATH: '/nowhere' },
  });
  expect(stdout).toBe('undefined');
  expect(stderr).toBe('No redis-server on PATH: no Redis is started\n');
});
