import { type peacefulQueueServers, startPostgres, startS3 } from '@footman/embedded';
import { Ledger, LedgerFeed, type Stage } from '@footman/ledger';
import { ObjectStore } from '@footman/object-store';
import {
  MessageConsumer,
  MessageQueue,
  type ObjectNotice,
  ObjectQueues,
  ObjectWorker,
  PermanentError,
  type QueueBackend,
} from '@footman/queue';
import { createLogger, createMetrics, parseConfig, type RunningService } from '@footman/service';
import { consoleConfig } from '../src/config.js';
import { consoleService } from '../src/service.js';
import { until } from './until.js';

type QueueStart = ReturnType<typeof peacefulQueueServers>[number][1];

export const BASE = '/footman';
export const OPERATOR = 'alice-token-0123456789';
export const READER = 'bob-token-0123456789';
export const BUCKET = 'embargo@raws';
export const REASON = 'untranslatable-header';

const EXPOSURE = 'MC_O_20251115_000001';
/** The file that fails until somebody mends its header. */
export const BAD = `LSSTCam/20251115/${EXPOSURE}/${EXPOSURE}_R22_S01.fits`;
const GOOD = BAD.replace('S01', 'S00');
/** Why the webhook's receiver takes no file. */
export const GONE = '410: the receiver wants no more of it';

const SETTINGS = {
  CONSOLE_TOKEN: `alice:${OPERATOR}`,
  CONSOLE_READ_TOKEN: `bob:${READER}`,
  BASE_PATH: BASE,
  HOST: '127.0.0.1',
  PORT: '0',
  LOG_LEVEL: 'fatal',
};

/** A site with a file that was ingested and one that was given up, and consoles to look at it. */
export class ConsoleSite {
  private readonly cleanups: (() => Promise<unknown>)[] = [];
  /** Whether the bad file can be ingested by now. */
  mended = false;
  /** Whether the webhook's receiver takes files by now, and those that it took. */
  receives = false;
  readonly received: string[] = [];

  private constructor(
    readonly env: Readonly<Record<string, string>>,
    readonly queues: ObjectQueues,
    readonly ledger: Ledger,
    readonly feed: LedgerFeed,
    private readonly backend: QueueBackend,
    private readonly store: ObjectStore,
    private readonly worker: (handle: (notice: ObjectNotice) => Promise<null>) => ObjectWorker<null>,
  ) {}

  static async start(startQueue: QueueStart): Promise<ConsoleSite> {
    const [queue, postgres, s3] = await Promise.all([
      startQueue(),
      startPostgres(),
      startS3({ buckets: [] }),
    ]);
    const { backend } = queue;
    const profile = { endpoint: s3.endpoint, accessKey: s3.accessKey, secretKey: s3.secretKey };
    const env = {
      ...(backend.kind === 'redis'
        ? { REDIS_URL: backend.url }
        : { QUEUE_DATABASE_URL: backend.connectionString }),
      LEDGER_URL: postgres.url,
      LSST_RESOURCES_S3_PROFILE_embargo: `http://${profile.accessKey}:${profile.secretKey}@${new URL(profile.endpoint).host}`,
    };
    const queues = new ObjectQueues(backend);
    const feed = new LedgerFeed(backend);
    await Promise.all([queues.start(), feed.start()]);
    const ledger = await Ledger.open(postgres.url);
    const worker = (handle: (notice: ObjectNotice) => Promise<null>) =>
      new ObjectWorker<null>(backend, BUCKET, handle, {});
    const site = new ConsoleSite(env, queues, ledger, feed, backend, new ObjectStore(env), worker);
    site.cleanups.push(
      () => Promise.all([queue.close(), postgres.close(), s3.close()]),
      () => Promise.all([queues.close(), feed.close(), ledger.close()]),
      async () => site.store.close(),
    );
    await site.fill();
    return site;
  }

  /** Starts one more console; its address is that of its first page. */
  async console(settings: Readonly<Record<string, string>> = {}): Promise<RunningService> {
    const env = { ...this.env, ...SETTINGS, ...settings };
    const log = createLogger({ name: 'console', level: 'fatal' });
    const config = parseConfig(consoleConfig, env);
    const running = await consoleService.start(config, { env, log, registry: createMetrics() });
    this.cleanups.push(() => running.close());
    return { ...running, url: running.url + config.BASE_PATH };
  }

  /** Puts the bad file among those that were given up again. */
  async failAgain(): Promise<void> {
    this.mended = false;
    const notice = await this.notice(BAD);
    await this.queues.remove(BUCKET, [notice]);
    await this.queues.add([notice], { again: true });
    await until(async () => (await this.queues.status(BUCKET)).live.failed === 1);
    await this.ledger.record([stageOf(notice, 'dead')]);
  }

  /** Has the webhook's receiver refuse two files, in a message of their own. */
  async refuse(): Promise<void> {
    this.receives = false;
    const refused = await this.refused();
    await this.tell('webhook', [GOOD, BAD]);
    await until(async () => (await this.refused()) === refused + 1);
  }

  /** How many messages the webhook's receiver has refused. */
  async refused(): Promise<number> {
    const feeds = await this.queues.messages.status();
    return feeds.find(({ feed }) => feed === 'webhook')?.refused ?? 0;
  }

  async close(): Promise<void> {
    for (const cleanup of this.cleanups.reverse()) await cleanup();
  }

  private async fill(): Promise<void> {
    await this.store.createBucket(BUCKET);
    for (const key of [GOOD, BAD]) await this.store.put(BUCKET, key, Buffer.from(key));
    const worker = this.worker(async ({ key }) => {
      if (key === BAD && !this.mended) throw new PermanentError(`${REASON}: DATE-OBS is missing`);
      return null;
    });
    await worker.start();
    this.cleanups.push(() => worker.close());
    const notices = await Promise.all([GOOD, BAD].map((key) => this.notice(key)));
    await this.ledger.record([stageOf(notices[0] as ObjectNotice, 'ingested')]);
    this.feed.send(stageOf(notices[0] as ObjectNotice, 'ingested'));
    await this.queues.add(notices);
    await until(async () => (await this.queues.status(BUCKET)).live.completed === 1);
    await this.failAgain();
    await this.startFeeds();
  }

  /** One that refuses, one that has everything, and one whose consumer isn't there. */
  private async startFeeds(): Promise<void> {
    const webhook = new MessageConsumer<{ readonly key: string }>(
      this.backend,
      'footman~webhook',
      async (files, delivery) => {
        if (this.receives) this.received.push(...files.map(({ key }) => key));
        else delivery.refuse(GONE, ...files);
      },
    );
    const topic = new MessageConsumer(this.backend, 'footman~topic', async () => undefined);
    for (const consumer of [webhook, topic]) {
      await consumer.start();
      this.cleanups.push(() => consumer.close());
    }
    await this.refuse();
    await Promise.all([this.tell('topic', [GOOD]), this.tell('rucio', [GOOD])]);
  }

  private async tell(feed: string, keys: readonly string[]): Promise<void> {
    const queue = new MessageQueue(this.backend, `footman~${feed}`, { gatherMs: 1 });
    await queue.start();
    await queue.deliver(keys.map((key) => ({ bucket: BUCKET, key })));
    await queue.close();
  }

  private async notice(key: string): Promise<ObjectNotice> {
    const { size, etag, lastModified } = await this.store.head(BUCKET, key);
    const eventTime = lastModified.toISOString();
    return { bucket: BUCKET, key, size, etag, versionId: null, eventTime, receivedAt: Date.now() };
  }
}

function stageOf({ bucket, key, etag, size }: ObjectNotice, state: Stage['state']): Stage {
  const at = Date.now();
  return {
    bucket,
    key,
    etag,
    size,
    at,
    state,
    night: 20251115,
    exposure: EXPOSURE,
    instrument: 'LSSTCam',
    attempt: 1,
    worker: 'ingest-0:1',
    times: { event: at - 900, received: at - 500, queued: at - 490 },
    ...(state === 'dead' && { reason: REASON, message: 'DATE-OBS is missing' }),
  };
}
