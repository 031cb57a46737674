import { freePort, hasRedisServer, startPostgres, startRedis, startS3 } from '@footman/embedded';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assemble } from './assemble.js';
import { Tree } from './tree.js';

/**
 * How long each service of the image takes from its start until it answers /livez, with everything that it needs beside it:
 * `npx nx run @footman/images:start-up`. On a busy machine the time of CPU says more.
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
    const taken: StartUp[] = [];
    let problem = '';
    while (taken.length < TIMES && !problem)
      await startUp(name).then(
        (each) => taken.push(each),
        (error: Error) => (problem = error.message),
      );
    process.stdout.write(`${name}: ${problem || said(taken)}\n`);
  }
} finally {
  await Promise.all([database.close(), redis?.close(), s3.close()]);
  await rm(directory, { recursive: true, force: true });
}

/** Milliseconds until a service listens. */
interface StartUp {
  readonly wall: number;
  readonly cpu: number;
}

async function startUp(name: string): Promise<StartUp> {
  const port = await freePort();
  const begin = performance.now();
  const { child, ended, output } = tree.start([name], { ...env, PORT: String(port) });
  while (!(await fetch(`http://127.0.0.1:${port}/livez`).catch(() => undefined))?.ok) {
    if (child.exitCode !== null) throw new Error(output.err.trim());
    await new Promise((next) => setTimeout(next, 2));
  }
  const wall = performance.now() - begin;
  const cpu = await cpuOf(child.pid ?? 0);
  child.kill('SIGTERM');
  await ended;
  return { wall, cpu };
}

/** Milliseconds that a process has used, of its own and the kernel's, which counts in hundredths of seconds. */
async function cpuOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const [user, system] = stat.slice(stat.lastIndexOf(')')).split(' ').slice(12, 14).map(Number);
  return ((user ?? 0) + (system ?? 0)) * 10;
}

function said(taken: readonly StartUp[]): string {
  const least = (kind: keyof StartUp) => Math.round(Math.min(...taken.map((each) => each[kind])));
  const median = taken.map(({ wall }) => wall).sort((a, b) => a - b)[Math.floor(taken.length / 2)] ?? 0;
  return `${least('wall')} ms at least, ${Math.round(median)} in the middle of ${taken.length}; ${least('cpu')} ms of CPU`;
}
