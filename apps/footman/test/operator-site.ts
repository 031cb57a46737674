import { type EmbeddedS3, type peacefulQueueServers, startPostgres, startS3 } from '@footman/embedded';
import { Ledger, type Stage } from '@footman/ledger';
import { ObjectStore } from '@footman/object-store';
import {
  type JobState,
  jobId,
  type ObjectNotice,
  ObjectQueues,
  ObjectWorker,
  PermanentError,
  WaitError,
} from '@footman/queue';
import { setTimeout as sleep } from 'node:timers/promises';

/** How a server for queues is started. */
export type QueueStart = ReturnType<typeof peacefulQueueServers>[number][1];

export const NIGHT = 20251115;
/** Its files came, and are in all of the states that files come to. */
export const NOTICED = 'MC_O_20251115_000001';
/** Of its files nobody heard. */
export const UNNOTICED = 'MC_O_20251115_000002';

const FILES = ['R22_S00.fits', 'R22_S00.json', 'R22_S01.fits', 'R00_SG0_guider.fits'];
const HOUR_MS = 3_600_000;

/** What a notice of each file of {@link NOTICED} leads to. */
const STEPS: Readonly<Record<string, Partial<Stage> & Pick<Stage, 'state'>>> = {
  'R22_S00.fits': { state: 'ingested' },
  'R22_S01.fits': { state: 'dead', reason: 'untranslatable-header', message: 'DATE-OBS is missing' },
  'R00_SG0_guider.fits': { state: 'parked', at: Date.now() - HOUR_MS },
};

/** Queue, ledger and object store as an operator finds them, with the environment that names them. */
export class OperatorSite {
  private constructor(
    private readonly servers: readonly { close(): Promise<void> }[],
    readonly env: Readonly<Record<string, string>>,
    readonly queues: ObjectQueues,
    readonly ledger: Ledger,
    readonly store: ObjectStore,
    private readonly startWorker: (bucket: string) => Promise<{ close(): Promise<void> }>,
  ) {}

  static async start(startQueue: QueueStart): Promise<OperatorSite> {
    const [queue, postgres, s3] = await Promise.all([
      startQueue(),
      startPostgres(),
      startS3({ buckets: [] }),
    ]);
    const { backend } = queue;
    const env = {
      ...(backend.kind === 'redis'
        ? { REDIS_URL: backend.url }
        : { QUEUE_DATABASE_URL: backend.connectionString }),
      LEDGER_URL: postgres.url,
      ...s3Settings(s3),
    };
    const queues = new ObjectQueues(backend);
    await queues.start();
    const startWorker = async (bucket: string) => {
      const worker = new ObjectWorker<null>(backend, bucket, handle, {});
      await worker.start();
      return worker;
    };
    const ledger = await Ledger.open(postgres.url);
    return new OperatorSite([queue, postgres, s3], env, queues, ledger, new ObjectStore(env), startWorker);
  }

  /** A bucket with two exposures: one whose files are done, dead and parked, and one that nobody heard of. */
  async bucket(name: string): Promise<string> {
    await this.store.createBucket(name);
    for (const obs of [NOTICED, UNNOTICED])
      for (const file of FILES) await this.store.put(name, keyOf(obs, file), Buffer.from(file));
    const notices = await Promise.all(Object.keys(STEPS).map((file) => this.notice(name, NOTICED, file)));
    await this.ledger.record(notices.map(stageOf));
    const worker = await this.startWorker(name);
    await this.queues.add(notices);
    for (;;) {
      const { live } = await this.queues.status(name);
      if (live.completed + live.failed + live.delayed === notices.length) break;
      await sleep(20);
    }
    await worker.close();
    return name;
  }

  /** The notice of a file's PUT. */
  async notice(bucket: string, obs: string, file: string): Promise<ObjectNotice> {
    const { key, size, etag, lastModified } = await this.store.head(bucket, keyOf(obs, file));
    const eventTime = lastModified.toISOString();
    return { bucket, key, size, etag, versionId: null, eventTime, receivedAt: Date.now() };
  }

  /** Where a file's job is, as `lane state`. */
  async job(bucket: string, obs: string, file: string): Promise<`${string} ${JobState}` | undefined> {
    const notice = await this.notice(bucket, obs, file);
    const place = (await this.queues.states(bucket, [notice])).get(jobId(notice));
    return place && `${place.lane} ${place.state}`;
  }

  /** What the ledger knows of a file. */
  async remembered(bucket: string, obs: string, file: string) {
    const [object] = await this.ledger.find(bucket, [keyOf(obs, file)]);
    return object && { ...object, history: await this.ledger.history(object.id) };
  }

  async close(): Promise<void> {
    await Promise.all([this.queues.close(), this.ledger.close()]);
    this.store.close();
    await Promise.all(this.servers.map((server) => server.close()));
  }
}

/** The key of a file of an exposure. */
export function keyOf(obs: string, file: string): string {
  return `LSSTCam/${NIGHT}/${obs}/${obs}_${file}`;
}

function s3Settings({ endpoint, accessKey, secretKey }: EmbeddedS3) {
  return { S3_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: accessKey, AWS_SECRET_ACCESS_KEY: secretKey };
}

async function handle({ key }: ObjectNotice): Promise<null> {
  if (key.includes('_guider')) throw new WaitError(`exposure ${NOTICED}`, HOUR_MS);
  if (key.includes('R22_S01')) throw new PermanentError('untranslatable-header: DATE-OBS is missing');
  return null;
}

function stageOf({ bucket, key, etag, size }: ObjectNotice): Stage {
  const at = Date.now() - 1000;
  return {
    bucket,
    key,
    etag,
    size,
    at,
    night: NIGHT,
    exposure: NOTICED,
    instrument: 'LSSTCam',
    attempt: 1,
    worker: 'ingest-0:1',
    times: { event: at - 900, received: at - 500, queued: at - 490 },
    ...(STEPS[key.split(`_${NIGHT}_000001_`)[1] ?? ''] ?? { state: 'queued' }),
  };
}
