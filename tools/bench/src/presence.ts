/**
 * Measures how many answers about images a presence service gives, and how soon. With embargo-butler's sources and a Python that has flask,
 * gunicorn and redis, its presence service is measured beside ours, in turns on one Redis, and their answers are compared.
 *
 *     node tools/bench/dist/presence.js [--pollers 1700] [--seconds 5] [--rounds 2] [--peer SRC --python PYTHON]
 */
import { percentile } from '@footman/cli/demo';
import { freePort, ServerProcess } from '@footman/embedded';
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { cpuSeconds } from './cpu-seconds.js';
import { poll, type Polling } from './pollers.js';

const { values } = parseArgs({
  options: {
    pollers: { type: 'string', default: '1700' },
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '2' },
    peer: { type: 'string' },
    python: { type: 'string', default: 'python3' },
  },
});
/** embargo-butler asks for its Redis at this port, so ours has an address of its own. */
const REDIS = { host: '127.0.0.7', port: 6379 };
const GROUP = '2026-11-25T01:02:03.456';
const MAIN = fileURLToPath(new URL('../../../apps/presence/dist/main.js', import.meta.url));

/** Those that don't pause: more would only wait for each other. */
const EAGER = 64;

/** What is asked once of both: every kind of answer. */
const QUESTIONS = [
  `LSSTCam/${GROUP}/0/R22_S11`,
  `LSSTCam/${GROUP}/00/R22_S11`,
  `LSSTCam/${GROUP}/1/R22_S11`,
  `LSSTCam/${encodeURIComponent(GROUP)}/0/R22_S11`,
  `LSSTCam/a%20b%C3%A9/0/R22_S11`,
  'LSSTCam/g/0/R22_S111',
  'LSST-TS8/g/0/R22_S00',
  'LSSTcam/g/0/R22_S11',
  'HSC/g/0/R22_S11',
  'LSSTCam/g/0/R22',
  'LSSTCam/g/0/r22_s11',
  'LSSTCam/g/-1/R22_S11',
  'LSSTCam/g/x/R22_S11',
  'LSSTCam/g/0/R22_S11/',
  'LSSTCam/g%2Fh/0/R22_S11',
  'LSSTCam/g/0',
];

const directory = await mkdtemp(join(tmpdir(), 'footman-bench-presence-'));
const ended: (() => Promise<void>)[] = [];
try {
  const run = (command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}, cwd = directory) => {
    const server = new ServerProcess(command, args, {
      stdio: 'ignore',
      cwd,
      env: { PATH: process.env['PATH'], ...env },
    });
    ended.unshift(() => server.end('SIGKILL'));
    return server.pid ?? 0;
  };
  run('redis-server', ['--bind', REDIS.host, '--port', String(REDIS.port), '--save', '']);
  const [ours, theirs] = [await freePort(), await freePort()];
  const pids = { footman: 0, 'embargo-butler': 0 };
  pids.footman = run(process.execPath, [MAIN], {
    REDIS_HOST: REDIS.host,
    S3_ENDPOINT_URL: 'http://127.0.0.1:1',
    HOST: '127.0.0.1',
    PORT: String(ours),
  });
  // As in its Dockerfile.presence.
  if (values.peer)
    pids['embargo-butler'] = run(
      values.python,
      ['-m', 'gunicorn', '-b', `127.0.0.1:${theirs}`, '-w', '8', 'presence:app'],
      { REDIS_HOST: REDIS.host, REDIS_PASSWORD: '' },
      values.peer,
    );
  const urls = { footman: `http://127.0.0.1:${ours}`, 'embargo-butler': `http://127.0.0.1:${theirs}` };
  const names = (['footman', 'embargo-butler'] as const).filter((name) => name === 'footman' || values.peer);
  for (const name of names) await listening(urls[name]);
  await setKeys();
  if (values.peer) await compareAnswers(urls);

  const path = () => `/presence/LSSTCam/${GROUP}/0/R${digit()}${digit()}_S${digit()}${digit()}`;
  const seconds = Number(values.seconds);
  const measure = async (name: keyof typeof urls, what: string, how: Pick<Polling, 'keep' | 'pauseMs'>) => {
    const before = cpuSeconds(pids[name]);
    const pollers = how.pauseMs > 0 ? Number(values.pollers) : EAGER;
    const { all, failed, perSecond, times } = await poll({ url: urls[name], path, pollers, seconds, ...how });
    const each = (1000 * (cpuSeconds(pids[name]) - before)) / all;
    const [p50, p99] = [50, 99].map((part) => percentile(times, part)?.toFixed(1));
    process.stdout.write(
      `${name}, ${what}: ${Math.round(perSecond)} answers/s, p50 ${p50} ms, p99 ${p99} ms, ${failed} failed, ` +
        `${each.toFixed(3)} ms of CPU each (load ${loadavg()[0]?.toFixed(1)})\n`,
    );
  };
  for (let round = 1; round <= Number(values.rounds); round++)
    for (const name of names) {
      await measure(name, 'once a second', { pauseMs: 1000, keep: false });
      await measure(name, 'as fast as it goes', { pauseMs: 0, keep: false });
      if (name !== 'footman') continue;
      await measure(name, 'once a second, connections kept', { pauseMs: 1000, keep: true });
      await measure(name, 'as fast as it goes, connections kept', { pauseMs: 0, keep: true });
    }
} finally {
  for (const end of ended) await end();
  await rm(directory, { recursive: true, force: true });
}

function digit(): number {
  return Math.floor(Math.random() * 5);
}

async function listening(url: string): Promise<void> {
  for (let i = 0; i < 600; i++) {
    const answer = await fetch(`${url}/presence/LSSTCam/g/0/R22_S11`).catch(() => undefined);
    if (answer?.status === 200) return;
    await sleep(100);
  }
  throw new Error(`Nothing answers at ${url}`);
}

/** Half of the science detectors of a group are there. */
async function setKeys(): Promise<void> {
  const { Redis } = await import('ioredis');
  const client = new Redis(REDIS);
  for (let i = 0; i < 625; i += 2) {
    const [a, b, c, d] = i.toString(5).padStart(4, '0');
    const detector = `R${a}${b}_S${c}${d}`;
    await client.set(`GROUP:LSSTCam:${GROUP}:0:${detector}`, `s3://embargo/${detector}.fits`, 'EX', 86_400);
  }
  await client.set('GROUP:LSSTCam:a bé:0:R22_S11', 's3://embargo/é.fits');
  client.disconnect();
}

/** Statuses are the same, and JSON; where embargo-butler has a page for people instead, only the status. */
async function compareAnswers(urls: Readonly<Record<'footman' | 'embargo-butler', string>>): Promise<void> {
  for (const question of QUESTIONS) {
    const [ours, theirs] = await Promise.all(
      (['footman', 'embargo-butler'] as const).map(async (name) => {
        const answer = await fetch(`${urls[name]}/presence/${question}`);
        const text = await answer.text();
        return { status: answer.status, body: text.startsWith('{') ? (JSON.parse(text) as unknown) : null };
      }),
    );
    const same =
      ours?.status === theirs?.status &&
      (theirs?.body === null || JSON.stringify(ours?.body) === JSON.stringify(theirs?.body));
    if (!same) throw new Error(`${question}: ${JSON.stringify(ours)} instead of ${JSON.stringify(theirs)}`);
  }
  process.stdout.write(`${QUESTIONS.length} questions have the same answers\n`);
}
