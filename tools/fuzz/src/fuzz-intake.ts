import { startRedis } from '@footman/embedded';
import { cephNotification } from '@footman/s3-events';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import { readFile, readdir } from 'node:fs/promises';
import { Agent } from 'node:http';
import { IntakeProcess, type LogTotals } from './intake-process.js';
import { malformedBodies } from './malformed-bodies.js';
import { mightBeUsable } from './might-be-usable.js';
import { post } from './post.js';

/** How much is sent, and to what. */
export interface FuzzOptions {
  /** What Node is to run: the intake's entry, with what is needed for it. */
  readonly intake: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** Useless bodies. */
  readonly events: number;
  /** Decides all of them. */
  readonly seed: number;
  readonly onProgress?: (events: number, megabytes: number) => void;
}

/** What came of it. */
export interface FuzzReport {
  readonly events: number;
  readonly megabytes: number;
  readonly eventsPerSecond: number;
  /** Answers by HTTP status. */
  readonly statuses: Readonly<Record<number, number>>;
  /** Records by what the intake made of them. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Bodies whose every byte had a claim to be useful after all, and were not counted. */
  readonly setAside: number;
  /** What Redis held after all that. */
  readonly redisKeys: number;
  /** Resident memory of the intake in megabytes, after a first warm-up, at the end, and at its highest. */
  readonly memory: { readonly warm: number; readonly end: number; readonly peak: number };
  readonly log: Readonly<LogTotals>;
  readonly alive: boolean;
  /** What an ordinary notification took afterwards in milliseconds, and what it was answered. */
  readonly afterwards: { readonly ms: number; readonly text: string; readonly waiting: number };
}

const SECRET = 's3cret';
/** As many connections as a gateway opens. */
const CONNECTIONS = 52;
const CHUNK = 5000;
const PAYLOADS = new URL('../../../libs/s3-events/test/fixtures/', import.meta.url);

/**
 * Sends an intake with a Redis of its own bodies that nobody can use, then one that anybody can.
 *
 * @throws Error when the intake breaks off a connection or can't be started.
 */
export async function fuzzIntake({
  intake,
  env,
  events,
  seed,
  onProgress,
}: FuzzOptions): Promise<FuzzReport> {
  const redis = await startRedis();
  if (!redis) throw new Error('This needs a redis-server on PATH');
  const client = new Redis(redis.url);
  const [process, url] = await IntakeProcess.start(intake, {
    ...env,
    NOTIFICATION_SECRET: SECRET,
    REDIS_URL: redis.url,
  });
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  try {
    await untilReady(new URL('/readyz', url));
    const statuses: Record<number, number> = {};
    const outcomes: Record<string, number> = {};
    const bodies = useless(await realBodies(), seed);
    let sent = 0;
    let bytes = 0;
    let warm = 0;
    const begin = performance.now();
    const sender = async () => {
      while (sent < events) {
        const nth = sent++;
        const body = bodies.next();
        bytes += body.length;
        const { status, text } = await post(url, agent, body, nth);
        statuses[status] = (statuses[status] ?? 0) + 1;
        for (const [outcome, records] of Object.entries(countsOf(text)))
          outcomes[outcome] = (outcomes[outcome] ?? 0) + records;
        if (nth === Math.min(10_000, Math.floor(events / 2))) warm = (await process.memory()).now;
        if (nth % 50_000 === 0) onProgress?.(nth, (await process.memory()).now);
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, sender));
    const seconds = (performance.now() - begin) / 1000;
    const redisKeys = await client.dbsize();
    const memory = await process.memory();
    return {
      events,
      megabytes: Math.round(bytes / 1e6),
      eventsPerSecond: Math.round(events / seconds),
      statuses,
      outcomes,
      setAside: bodies.setAside,
      redisKeys,
      memory: { warm, end: memory.now, peak: memory.peak },
      afterwards: await ordinary(url, agent, client),
      log: process.log,
      alive: process.alive,
    };
  } finally {
    agent.destroy();
    await process.stop();
    client.disconnect();
    await redis.close();
  }
}

/** Bodies as Ceph's gateway sent them. */
async function realBodies(): Promise<string[]> {
  const names = (await readdir(PAYLOADS)).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(names.map((name) => readFile(new URL(name, PAYLOADS), 'utf8')));
}

/** Malformed bodies without end, made some thousands at a time. */
function useless(real: readonly string[], seed: number) {
  const arbitrary = malformedBodies(real);
  let made: Uint8Array[] = [];
  let chunks = 0;
  return {
    setAside: 0,
    next(): Uint8Array {
      for (;;) {
        if (made.length === 0) made = fc.sample(arbitrary, { seed: seed + chunks++, numRuns: CHUNK });
        const body = made.pop() as Uint8Array;
        if (!mightBeUsable(body, SECRET)) return body;
        this.setAside += 1;
      }
    },
  };
}

function countsOf(text: string): Record<string, number> {
  try {
    return JSON.parse(text) as Record<string, number>;
  } catch {
    return { unreadable: 1 };
  }
}

/** A notification that has to be queued at once, whatever came before. */
async function ordinary(url: URL, agent: Agent, client: Redis): Promise<FuzzReport['afterwards']> {
  const event = {
    bucket: 'embargo',
    key: 'after.fits',
    size: 1,
    etag: 'e',
    eventTime: new Date().toISOString(),
  };
  const begin = performance.now();
  const { text } = await post(url, agent, Buffer.from(cephNotification({ ...event, secret: SECRET })));
  const ms = Math.round(performance.now() - begin);
  return { ms, text, waiting: await client.llen('bull:embargo:wait') };
}

async function untilReady(url: URL): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!(await fetch(url)).ok) {
    if (performance.now() > deadline) throw new Error('The intake was not ready within 30 s');
    await new Promise((next) => setTimeout(next, 50));
  }
}
