import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { startPostgres, startS3, type EmbeddedS3 } from '@footman/embedded';
import { queueBackendFromEnv, type QueueBackend } from '@footman/queue';
import type { DemoButler, DemoParts, IngestStart, RunningIngest, S3Access } from './demo-parts.js';

/** The object store practises while PostgreSQL makes its cluster. */
const WARM_UP_OBJECTS = 100;

/** Everything that runs during a demonstration. */
export interface DemoServices {
  readonly s3: EmbeddedS3;
  readonly access: S3Access;
  readonly butler: DemoButler;
  readonly queueBackend: QueueBackend;
  readonly secret: string;
  readonly notifyUrl: string;
  readonly ingest: RunningIngest;
  close(): Promise<void>;
}

/** What is to be started, and where. */
export interface DemoServicesOptions {
  readonly dir: string;
  readonly butler: 'sqlite' | 'postgres';
  /** How much will be PUT, roughly. */
  readonly bytes: number;
  readonly instruments: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly onIngested: IngestStart['onIngested'];
  readonly onRefused: IngestStart['onRefused'];
  readonly say: (sentence: string) => void;
}

/**
 * Starts databases and object store together, then intake and ingest. When one fails, those that run already are ended again.
 *
 * The queue is on REDIS_URL if that's set, otherwise on the embedded PostgreSQL.
 */
export async function startServices(options: DemoServicesOptions, parts: DemoParts): Promise<DemoServices> {
  const dir = resolve(options.dir);
  // Other users pass through (PostgreSQL may run as one), but don't look around.
  await mkdir(dir, { recursive: true, mode: 0o711 });
  const running = new RunningParts();
  try {
    return await start(dir, options, parts, running);
  } catch (error) {
    await running.close();
    throw error;
  }
}

async function start(
  dir: string,
  { butler: kind, bytes, instruments, env, onIngested, onRefused, say }: DemoServicesOptions,
  parts: DemoParts,
  running: RunningParts,
): Promise<DemoServices> {
  const repo = join(dir, kind === 'sqlite' ? 'repo-sqlite' : 'repo');
  const bucket = await bucketFor(repo);
  const needsPostgres = kind === 'postgres' || !(env['REDIS_URL'] || env['REDIS_HOST']);
  const [postgres, s3] = await settleAll([
    needsPostgres ? running.add(0, startPostgres(join(dir, 'postgres'))) : Promise.resolve(undefined),
    running.add(1, startS3({ bytes, buckets: [bucket], warmUp: WARM_UP_OBJECTS })),
  ] as const);
  if (postgres) say('PostgreSQL is up.');
  say(`The object store is up at ${s3.endpoint}.`);

  const queueBackend = queueBackendFromEnv({ ...env, QUEUE_DATABASE_URL: postgres?.url });
  const butler: DemoButler =
    kind === 'postgres' && postgres
      ? { kind: 'postgres', repo, connectionString: postgres.url }
      : { kind: 'sqlite', repo };
  const secret = randomBytes(16).toString('hex');
  const { endpoint, accessKey, secretKey } = s3;
  const access = { endpoint, accessKey, secretKey, bucket };
  const [intake, ingest] = await settleAll([
    running.add(3, parts.startIntake({ queueBackend, secret, bucket })),
    running.add(
      2,
      parts.startIngest({ queueBackend, s3: access, butler, instruments, onIngested, onRefused }),
    ),
  ] as const);
  say(`Intake listens at ${intake.url}, the queue is on ${queueBackend.kind}, the Butler in ${repo}.`);
  return {
    s3,
    access,
    butler,
    queueBackend,
    secret,
    notifyUrl: intake.url,
    ingest,
    close: () => running.close(),
  };
}

/**
 * A repository's bucket. The queue remembers for an hour what it has done, and may be a Redis that others use too: no two
 * repositories share a bucket, and one that is made anew gets another.
 */
async function bucketFor(repo: string): Promise<string> {
  const note = `${repo}.bucket`;
  if (existsSync(join(repo, 'butler.yaml')) && existsSync(note)) return readFile(note, 'utf8');
  const bucket = `footman-demo-${randomBytes(4).toString('hex')}`;
  await writeFile(note, bucket);
  return bucket;
}

/** Waits for all, also when one fails: only what has started can be ended. */
async function settleAll<T extends readonly unknown[]>(starts: {
  readonly [K in keyof T]: Promise<T[K]>;
}): Promise<T> {
  await Promise.allSettled(starts);
  return (await Promise.all(starts)) as unknown as T;
}

/** Ends what was started, from the intake, which takes nothing more, down to the database. */
class RunningParts {
  private readonly parts: { readonly rank: number; close(): Promise<void> }[] = [];

  async add<T extends { close(): Promise<void> } | undefined>(
    rank: number,
    starting: Promise<T>,
  ): Promise<T> {
    const part = await starting;
    if (part) this.parts.push({ rank, close: () => part.close() });
    return part;
  }

  async close(): Promise<void> {
    let failure: unknown;
    for (const part of this.parts.splice(0).sort((a, b) => b.rank - a.rank)) {
      await part.close().catch((error) => (failure ??= error));
    }
    if (failure !== undefined) throw failure;
  }
}
