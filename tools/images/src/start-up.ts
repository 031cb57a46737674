import { freePort, hasRedisServer, startPostgres, startRedis, startS3 } from '@footman/embedded';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assemble } from './assemble.js';
import { Tree } from './tree.js';

/**
 * How long each service of the image takes from its start until it answers /livez, with everything that it needs beside it:
 * `npx nx run @footman/images:start-up`. Figures of a busy machine say little; the least of several says most.
 */
const TIMES = 7;
const root = fileURLToPath(new URL('../../..', import.meta.url));

if (!Tree.possible) throw new Error('This takes Linux and root: services are started in a root of their own');
const directory = await mkdtemp(join(tmpdir(), 'footman-start-up-'));
const tree = new Tree(join(directory, 'root'));
const [{ commands, warm }, database, redis, s3] = await Promise.all([
  assemble(root, tree.directory),
  startPostgres(),
  hasRedisServer() ? startRedis() : undefined,
  startS3({ buckets: ['bucket'] }),
]);

const env = {
  ...(redis ? { REDIS_URL: redis.url } : { QUEUE_DATABASE_URL: database.url }),
  LEDGER_URL: database.url,
  S3_ENDPOINT_URL: s3.endpoint,
  AWS_ACCESS_KEY_ID: s3.accessKey,
  AWS_SECRET_ACCESS_KEY: s3.secretKey,
  BUCKETS: 'bucket',
  BUTLER_REPO: '/tmp/repo',
  NOTIFICATION_SECRET: 'of the topic',
  CONSOLE_TOKEN: 'operator:0123456789abcdef',
  HOST: '127.0.0.1',
};

try {
  await tree.run(['footman', 'butler', 'create', '/tmp/repo']);
  await tree.run(['footman', 'butler', 'register', '/tmp/repo', 'LSSTCam']);
  process.stdout.write(
    `Node ${process.versions.node}, ${warm ? 'compiled ahead' : 'nothing compiled ahead'}\n`,
  );
  for (const name of commands.filter((each) => each !== 'footman')) {
    const taken = [];
    for (let i = 0; i < TIMES; i++) taken.push(await startUp(name));
    process.stdout.write(`${name}: ${said(taken)}\n`);
  }
  const taken = [];
  for (let i = 0; i < TIMES; i++) taken.push(await once(['footman', '--version']));
  process.stdout.write(`footman --version: ${said(taken)}\n`);
} finally {
  await Promise.all([database.close(), redis?.close(), s3.close()]);
  await rm(directory, { recursive: true, force: true });
}

/** Milliseconds until a service listens. */
async function startUp(name: string): Promise<number> {
  const port = await freePort();
  const begin = performance.now();
  const { child, ended, output } = tree.start([name], { ...env, PORT: String(port) });
  while (!(await fetch(`http://127.0.0.1:${port}/livez`).catch(() => undefined))?.ok) {
    if (child.exitCode !== null) throw new Error(`${name} ended: ${output.err}`);
    await new Promise((next) => setTimeout(next, 2));
  }
  const taken = performance.now() - begin;
  child.kill('SIGTERM');
  await ended;
  return taken;
}

async function once(command: readonly string[]): Promise<number> {
  const begin = performance.now();
  await tree.run(command);
  return performance.now() - begin;
}

function said(taken: number[]): string {
  const sorted = taken.map(Math.round).sort((a, b) => a - b);
  return `${sorted[0]} ms at least, ${sorted[Math.floor(sorted.length / 2)]} ms in the middle of ${sorted.length}`;
}
