import { createRepository } from '@footman/butler-client';
import { registerInstruments } from '@footman/obs-base';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { KafkaTopic } from '@footman/labs';
import { appProgram } from './servers/apps.js';
import { kafkaProgram } from './servers/kafka.js';
import { freePorts } from './servers/ports.js';
import type { Program } from './servers/program.js';
import { postgresProgram, redisCommand, redisProgram, s3Program } from './servers/stores.js';
import { Toxiproxy } from './servers/toxiproxy.js';

/** The servers that ours speak to, or are spoken to at. */
const LINKS = ['redis', 'postgres', 's3', 'intake'] as const;

type Link = (typeof LINKS)[number];

const WORKERS = 3;
const REAPERS = 2;
/** A reaper's rounds, which take a minute in production, and how fresh an object may be to be left out, in milliseconds. */
const HASTE = { TONIGHT_MS: '5000', WEEK_MS: '60000', GRACE_MS: '3000', CHORES_MS: '3000' };
const READY_MS = 60_000;

/** A whole Footman on loopback with everything around it, each part a process of its own. */
export interface Site {
  readonly bucket: string;
  readonly secret: string;
  readonly instrument: string;
  /** Programs that may be mistreated, by name. */
  readonly programs: ReadonlyMap<string, Program>;
  /** Connections that may be, by the server's name; none without toxiproxy. */
  readonly links: readonly string[];
  readonly toxiproxy: Toxiproxy | undefined;
  /** The object store, past all trouble. */
  readonly endpoint: string;
  /** Where notices go, through all trouble. */
  readonly notifyUrl: string;
  /** What notices are written to; undefined where they are sent. */
  readonly topic: KafkaTopic | undefined;
  readonly repository: string;
  /** Past all trouble. */
  readonly redisUrl: string;
  readonly butlerUrl: string;
  readonly ledgerUrl: string;
  readonly logs: string;
  /** Empties the Redis and removes what it has on disk; it is to be started again. */
  wipeRedis(): Promise<void>;
  /** Asks all of ours to end; gives the milliseconds each took. */
  drain(): Promise<ReadonlyMap<string, number>>;
  /** Ends what still runs. */
  close(): Promise<void>;
}

/** What makes sites differ. */
export interface SiteOptions {
  readonly directory: string;
  /** Its program; without it nothing stands between. */
  readonly toxiproxy: string | undefined;
  /** Whether notices come by Kafka. */
  readonly kafka: boolean;
}

const NOTICES = 'notices';

/** Starts everything, and waits until all of it is ready. */
export async function startSite({ directory, toxiproxy: command, kafka }: SiteOptions): Promise<Site> {
  const bucket = 'chaos';
  const secret = 'under-attack';
  const instrument = 'LSSTCam';
  const logs = join(directory, 'logs');
  await mkdir(directory, { recursive: true, mode: 0o711 });
  await mkdir(logs, { recursive: true });
  const log = (name: string) => join(logs, `${name}.log`);

  const workers = numbered('worker', WORKERS);
  const reapers = numbered('reaper', REAPERS);
  const names = [
    ...LINKS,
    ...workers,
    ...reapers,
    'toxiproxy',
    'kafka',
    ...LINKS.map((link) => `${link} link`),
  ];
  const ports = new Map((await freePorts(names.length)).map((port, i) => [names[i] as string, port]));
  const port = (name: string) => ports.get(name) as number;
  /** Where clients find a server. */
  const front = (link: Link) => port(command ? `${link} link` : link);
  const place = (name: string) => ({ directory: join(directory, name), log: log(name), port: port(name) });

  const programs = new Map<string, Program>();
  const all: Program[] = [];
  const close = async () => {
    for (const program of [...all].reverse()) await program.kill();
  };
  const run = async (...started: readonly Program[]) => {
    all.push(...started);
    await Promise.all(started.map((program) => program.start()));
    await Promise.all(started.map((program) => program.ready(READY_MS)));
  };
  try {
    const redis = await redisProgram(place('redis'));
    const { program: postgres, url } = await postgresProgram(place('postgres'));
    const s3 = await s3Program(place('s3'), bucket);
    const toxiproxy = command ? new Toxiproxy(command, port('toxiproxy'), log('toxiproxy')) : undefined;
    const broker = kafka ? await kafkaProgram(place('kafka')) : undefined;
    const servers = [redis, postgres, s3, ...(broker ? [broker.program] : [])];
    await run(...servers, ...(toxiproxy ? [toxiproxy.program] : []));
    const topic = broker && (await KafkaTopic.make(broker.place.plaintext, NOTICES));
    for (const link of LINKS) await toxiproxy?.stand(link, front(link), port(link));

    const repository = join(directory, 'repo');
    await makeRepository(repository, url(front('postgres')), instrument);
    await makeDatabase(url(port('postgres')), 'ledger');

    const endpoint = `http://127.0.0.1:${front('s3')}`;
    const shared = {
      REDIS_URL: `redis://127.0.0.1:${front('redis')}`,
      LEDGER_URL: url(front('postgres'), 'ledger'),
      BUCKETS: bucket,
      BUTLER_REPO: repository,
      S3_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: 'S3RVER',
      AWS_SECRET_ACCESS_KEY: 'S3RVER',
    };
    const app = (name: string, program: 'intake' | 'ingest' | 'reaper', env: Record<string, string> = {}) =>
      appProgram({ name, app: program, port: port(name), log: log(name), env: { ...shared, ...env } });
    const ours = [
      app('intake', 'intake', {
        NOTIFICATION_SECRET: secret,
        ...(broker && { KAFKA_CLUSTER: broker.place.plaintext, KAFKA_TOPIC: NOTICES }),
      }),
      ...workers.map((name) => app(name, 'ingest')),
      ...reapers.map((name) => app(name, 'reaper', HASTE)),
    ];
    await run(...ours);
    for (const program of [...servers, ...ours]) programs.set(program.name, program);

    return {
      bucket,
      secret,
      instrument,
      programs,
      links: command ? LINKS : [],
      toxiproxy,
      endpoint: `http://127.0.0.1:${port('s3')}`,
      notifyUrl: `http://127.0.0.1:${front('intake')}/notify`,
      topic,
      repository,
      redisUrl: `redis://127.0.0.1:${port('redis')}`,
      butlerUrl: url(port('postgres')),
      ledgerUrl: url(port('postgres'), 'ledger'),
      logs,
      async wipeRedis() {
        await redisCommand(port('redis'), 'FLUSHALL');
        await redis.kill();
        await rm(join(place('redis').directory, 'appendonlydir'), { recursive: true, force: true });
      },
      drain: async () =>
        new Map(
          await Promise.all(ours.map(async (program) => [program.name, await program.stop()] as const)),
        ),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function numbered(name: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `${name}-${i + 1}`);
}

async function makeRepository(place: string, database: string, instrument: string): Promise<void> {
  const repository = await createRepository(place, { database, schema: 'butler' });
  await registerInstruments(repository, [instrument]);
  await repository.close();
}

async function makeDatabase(server: string, name: string): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
}
