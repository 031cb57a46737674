import type { QueueServer } from '@footman/embedded';
import { type IngestedFile, OUT_QUEUES, type OutFeed } from '@footman/feeds';
import { AllQueues, MessageQueue } from '@footman/queue';
import { createLogger, createMetrics, parseConfig, type RunningService } from '@footman/service';
import { createAnnouncer } from '../src/create-announcer.js';
import { announcerConfig } from '../src/index.js';

/** Shorter than a site's. */
const WAITS = { firstMs: 100, longestMs: 1000 };

/** A line of a log. */
export type LogLine = Readonly<Record<string, unknown>> & { readonly level: string; readonly msg: string };

/** A file that a target refused. */
export interface RefusedFile {
  readonly obs_id?: string;
  readonly reason: string;
}

/** A queue, those who tell it of files as ingest does, and announcers on it. */
export class AnnouncerSite {
  readonly registry = createMetrics();
  readonly said: LogLine[] = [];
  readonly env: NodeJS.ProcessEnv;
  private readonly queues = new Map<OutFeed, MessageQueue<IngestedFile>>();
  private readonly running = new Set<RunningService>();
  private readonly all: AllQueues;

  constructor(private readonly server: QueueServer) {
    const { backend } = server;
    this.all = new AllQueues(backend);
    this.env =
      backend.kind === 'redis'
        ? { REDIS_URL: backend.url }
        : { QUEUE_DATABASE_URL: backend.connectionString };
  }

  /** Starts an announcer; the first one's metrics are in the site's registry. */
  async serve(settings: Record<string, string>): Promise<RunningService> {
    const config = parseConfig(announcerConfig, { HOST: '127.0.0.1', PORT: '0', ...settings });
    const registry = this.running.size === 0 ? this.registry : createMetrics();
    const destination = { write: (line: string) => void this.said.push(JSON.parse(line)) };
    const log = createLogger({ name: 'announcer', destination });
    const service = await createAnnouncer(config, { env: this.env, log, registry }, WAITS);
    this.running.add(service);
    return service;
  }

  /** Tells a feed of files, each in a batch of its own as ingest often does; resolves once the queue has them. */
  async tell(feed: OutFeed, ...files: readonly IngestedFile[]): Promise<void> {
    let queue = this.queues.get(feed);
    if (!queue) {
      queue = new MessageQueue<IngestedFile>(this.server.backend, OUT_QUEUES[feed], { gatherMs: 0 });
      await queue.start();
      this.queues.set(feed, queue);
    }
    for (const file of files) await queue.deliver([file]);
  }

  /** What is kept aside of a feed. */
  async refused(feed: OutFeed): Promise<RefusedFile[]> {
    await this.all.start();
    const queues = await this.all.now().catch(() => []);
    const failed = await queues.find(({ name }) => name === OUT_QUEUES[feed])?.getFailed();
    return (failed ?? []).flatMap(({ data, failedReason }) =>
      (data as { items: IngestedFile[] }).items.map(({ obs_id }) => ({ obs_id, reason: failedReason })),
    );
  }

  async metric(name: string): Promise<number> {
    const line = (await this.registry.metrics()).split('\n').find((each) => each.startsWith(`${name} `));
    return Number(line?.split(' ').at(-1));
  }

  /** What was said of an exposure. */
  lines(exp_id: string): LogLine[] {
    return this.said.filter((line) => line['exp_id'] === exp_id);
  }

  async close(): Promise<void> {
    await Promise.all([...this.running].map((service) => service.close()));
    await Promise.all([...this.queues.values()].map((queue) => queue.close()));
    await this.all.close();
  }
}
