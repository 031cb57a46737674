import { createRepository } from '@footman/butler-client';
import { type EmbeddedS3, type EmbeddedServer, startS3 } from '@footman/embedded';
import type { IngestedFile } from '@footman/feeds';
import { type Header, encodeFits } from '@footman/fits';
import { ObjectStore } from '@footman/object-store';
import { registerInstruments } from '@footman/obs-base';
import type { Stage } from '@footman/ledger';
import { type ObjectNotice, ObjectQueues, type QueueBackend } from '@footman/queue';
import { createLogger, createMetrics } from '@footman/service';
import { type RunningApp, ServiceModule, createApp } from '@footman/service/nestjs';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { type IngestSettings, type RunningIngest, startIngest } from '../src/index.js';

export const BUCKET = 'rubin-summit';
const HEADER = JSON.parse(
  await readFile(new URL('./fixtures/lsstcam-header.json', import.meta.url), 'utf8'),
) as Header;

/** What these files can't take over from the header's own data. */
const STRUCTURE = /^(SIMPLE|XTENSION|BITPIX|NAXIS\d*|EXTEND|[PG]COUNT|TFIELDS|BSCALE|BZERO|COMMENT)$/;

/** The header of a detector of an exposure. */
export function header(seqNum: number, detector: string, changes: Header = {}): Header {
  const [RAFTBAY = '', CCDSLOT = ''] = detector.split('_');
  const own = { OBSID: obsId(seqNum), SEQNUM: seqNum, GROUPID: `group-${seqNum}`, RAFTBAY, CCDSLOT };
  return { ...HEADER, ...own, ...changes };
}

/** A FITS file with this header. */
export function fits(cards: Header): Uint8Array {
  const kept = Object.entries(cards).filter(([keyword]) => !STRUCTURE.test(keyword));
  return encodeFits([{ header: Object.fromEntries(kept) }]);
}

/** The key of a detector's file. */
export function keyOf(seqNum: number, detector: string): string {
  const guider = detector.includes('_SG') ? '_guider' : '';
  return `LSSTCam/20250609/${obsId(seqNum)}/${obsId(seqNum)}_${detector}${guider}.fits`;
}

function obsId(seqNum: number): string {
  return `MC_O_20250609_${String(seqNum).padStart(6, '0')}`;
}

/** An object store, a queue, a Butler and an ingest worker, and what became of each file. */
export class Site {
  readonly outcomes = new Map<string, string>();
  readonly log: Record<string, unknown>[] = [];
  /** What the ledger was told. */
  readonly stages: Stage[] = [];
  /** What those were told who want to know of files in the Butler. */
  readonly told: Omit<IngestedFile, 'late'>[] = [];
  readonly registry = createMetrics();

  private constructor(
    private s3: EmbeddedS3,
    readonly store: ObjectStore,
    private readonly queue: QueueBackend,
    readonly queues: ObjectQueues,
    readonly repo: string,
    private readonly directory: string,
    /** How to reach the object store. */
    readonly env: NodeJS.ProcessEnv,
  ) {}

  private readonly ingests: RunningIngest[] = [];
  private readonly apps: RunningApp[] = [];

  /** @param database where the registry is; SQLite when left out. */
  static async open(queue: QueueBackend, database?: EmbeddedServer): Promise<Site> {
    const directory = await mkdtemp(join(tmpdir(), 'footman-ingest-'));
    const s3 = await startS3({ dir: join(directory, 's3'), buckets: [BUCKET] });
    const env = {
      S3_ENDPOINT_URL: s3.endpoint,
      AWS_ACCESS_KEY_ID: s3.accessKey,
      AWS_SECRET_ACCESS_KEY: s3.secretKey,
    };
    const repo = join(directory, 'repo');
    const repository = await createRepository(
      repo,
      database ? { database: database.url, schema: 'butler' } : {},
    );
    await registerInstruments(repository, ['LSSTCam']);
    await repository.close();
    const queues = new ObjectQueues(queue, { backoffMs: 50 });
    await queues.start();
    return new Site(s3, new ObjectStore(env), queue, queues, repo, directory, env);
  }

  /** Starts a worker, or another one. */
  async start(changes: Partial<IngestSettings> = {}, env: NodeJS.ProcessEnv = {}): Promise<RunningIngest> {
    const lines = new Writable({
      write: (chunk, _, done) => {
        for (const line of String(chunk).trim().split('\n'))
          this.log.push(JSON.parse(line) as Record<string, unknown>);
        done();
      },
    });
    const ingest = await startIngest(
      {
        BUCKETS: [BUCKET],
        BUTLER_REPO: this.repo,
        BATCH_WINDOW_MS: 20,
        GUIDER_RETRY_MS: 60_000,
        ...changes,
      },
      {
        queue: this.queue,
        env: { ...this.env, ...env },
        log: createLogger({ name: 'ingest', level: 'debug', destination: lines }),
        registry: this.ingests.length === 0 ? this.registry : createMetrics(),
        feeds: {
          ledger: { send: (...stages) => void this.stages.push(...stages) },
          ingested: async (file) => void this.told.push(file),
        },
        onIngested: ({ key }, { status }) => this.outcomes.set(key, status),
        onGivenUp: ({ key }, error) => this.outcomes.set(key, error.message),
      },
    );
    this.ingests.push(ingest);
    return ingest;
  }

  /** Serves a worker's readiness as the deployed app does; gives what fails, or nothing. */
  async serve({ readiness }: RunningIngest): Promise<() => Promise<string[]>> {
    const logger = createLogger({ name: 'ingest', destination: { write: () => undefined } });
    const module = ServiceModule.forRoot({ registry: this.registry, readiness });
    const app = await createApp(module, { host: '127.0.0.1', port: 0, logger });
    this.apps.push(app);
    return async () => {
      const answer = await fetch(`${app.url}/readyz`);
      const { error } = (await answer.json()) as { error?: object };
      expect(answer.status).toBe(Object.keys(error ?? {}).length > 0 ? 503 : 200);
      return Object.keys(error ?? {});
    };
  }

  /** Ends the object store without notice. */
  async killStore(): Promise<void> {
    await this.s3.close();
  }

  /** Brings it back with what it had. */
  async reviveStore(): Promise<void> {
    const port = Number(new URL(this.s3.endpoint).port);
    this.s3 = await startS3({ dir: join(this.directory, 's3'), buckets: [BUCKET], port });
  }

  /** PUTs detectors' files of an exposure, with their sidecars; gives their notices. */
  async putExposure(seqNum: number, detectors: readonly string[]): Promise<ObjectNotice[]> {
    return Promise.all(
      detectors.map((each) =>
        this.put(keyOf(seqNum, each), fits(header(seqNum, each)), header(seqNum, each)),
      ),
    );
  }

  /** PUTs an object and its sidecar; gives the notice of it, as Ceph would. */
  async put(key: string, body: Uint8Array, sidecar?: Header): Promise<ObjectNotice> {
    if (sidecar)
      await this.store.put(BUCKET, key.replace('.fits', '.json'), Buffer.from(JSON.stringify(sidecar)));
    await this.store.put(BUCKET, key, body);
    return this.notice(key, body);
  }

  /** A notice of an object, whether it is there or not. */
  notice(key: string, body: Uint8Array): ObjectNotice {
    const etag = createHash('md5').update(key).update(body).digest('hex');
    const now = Date.now();
    return {
      bucket: BUCKET,
      key,
      size: body.length,
      etag,
      versionId: null,
      eventTime: new Date(now).toISOString(),
      receivedAt: now,
    };
  }

  /** Waits until each of these files has an outcome, and gives them in that order. */
  async settled(keys: readonly string[], seconds = 30): Promise<(string | undefined)[]> {
    const deadline = Date.now() + seconds * 1000;
    while (keys.some((key) => !this.outcomes.has(key)) && Date.now() < deadline) {
      await new Promise((next) => setTimeout(next, 10));
    }
    return keys.map((key) => this.outcomes.get(key));
  }

  /** The states that the ledger was told of a file, each with its reason. */
  story(key: string): string[] {
    return this.stages
      .filter((stage) => stage.key === key)
      .map(({ state, reason }) => (reason ? `${state}: ${reason}` : state));
  }

  /** The sum over all label sets that have these labels. */
  async metric(name: string, labels: Record<string, string> = {}): Promise<number | undefined> {
    const metric = await this.registry.getSingleMetric(name)?.get();
    return metric?.values
      .filter((each) =>
        Object.entries(labels).every(([label, value]) => each.labels[label as never] === value),
      )
      .reduce((sum, { value }) => sum + value, 0);
  }

  async close(): Promise<void> {
    await Promise.all([...this.ingests, ...this.apps].map((each) => each.close()));
    await this.queues.close();
    this.store.close();
    await this.s3.close();
    await rm(this.directory, { recursive: true, force: true });
  }
}
