import type { IngestedFile, OutFeed } from '@footman/feeds';
import { Batcher, type Delivery, GrowingWaits, type MessageHandler } from '@footman/queue';
import type { Logger } from '@footman/service';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FeedMetrics } from '../announcer.metrics.js';
import { exposureDirectory } from '../exposure-directory.js';
import type { Target } from '../target.js';
import { type Announcement, announce } from './announcement.js';
import { RefusedError } from './refused-error.js';
import type { Reply } from './reply.js';
import { Turns } from './turns.js';
import type { WebhookClient } from './webhook-client.js';

/** What a webhook's target works with. */
export interface WebhookParts {
  readonly client: WebhookClient;
  readonly metrics: FeedMetrics;
  readonly log: Logger;
}

/** When a webhook is told. */
export interface WebhookOptions {
  /** Files of an exposure are gathered until none came for so many milliseconds, four times as long at most. */
  readonly windowMs: number;
  /** Files that were ingested longer ago, in milliseconds, are refused after an attempt. */
  readonly maxAgeMs: number;
  readonly waits: WebhookWaits;
}

/** The first and the longest wait before the next attempt, at one exposure and at a receiver that is away, in milliseconds. */
export interface WebhookWaits {
  readonly firstMs: number;
  readonly longestMs: number;
}

/** A file, and where to say what became of it. */
interface GatheredFile {
  readonly file: IngestedFile;
  readonly delivery: Delivery<IngestedFile>;
}

/** A receiver is asked for so many exposures at once. */
const AT_ONCE = 8;
/** Files of one exposure in one POST at most. */
const MOST_FILES = 1000;

/** Tells a webhook of files, those of an exposure together, until it has taken them; each exposure is tried by itself. */
export class WebhookTarget implements Target {
  /** An exposure that the receiver fails at keeps as many as it has files; those of some ten exposures keep none of the others waiting. */
  readonly concurrency = 2000;
  private readonly turns: Turns;
  private readonly closing = new AbortController();
  private readonly batcher: Batcher<GatheredFile, void>;

  constructor(
    readonly feed: OutFeed,
    private readonly parts: WebhookParts,
    private readonly options: WebhookOptions,
  ) {
    this.turns = new Turns({ atOnce: AT_ONCE, ...options.waits });
    this.batcher = new Batcher({
      key: ({ file }) => `${file.bucket}/${exposureDirectory(file)}`,
      windowMs: options.windowMs,
      maxSize: MOST_FILES,
      run: (_, gathered) => this.settle(gathered),
    });
  }

  readonly take: MessageHandler<IngestedFile> = async (files, delivery) => {
    const told = await Promise.allSettled(files.map((file) => this.batcher.add({ file, delivery })));
    const failed = told.find((each) => each.status === 'rejected');
    if (failed) throw failed.reason;
  };

  async up(): Promise<boolean> {
    return !this.turns.away;
  }

  stop(): void {
    this.closing.abort();
    this.turns.close();
    // What is still gathered finds that there are no turns any more.
    void this.batcher.flush();
  }

  async close(): Promise<void> {
    // Connections are the process's.
  }

  /** Tells of gathered files and says so to the deliveries they came with; rejects only when this process ends before. */
  private async settle(gathered: readonly GatheredFile[]): Promise<PromiseSettledResult<void>[]> {
    const deliveries = new Map<Delivery<IngestedFile>, IngestedFile[]>();
    for (const { file, delivery } of gathered)
      deliveries.set(delivery, [...(deliveries.get(delivery) ?? []), file]);
    try {
      await this.tell(gathered.map(({ file }) => file));
      for (const [delivery, files] of deliveries) delivery.done(...files);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      for (const [delivery, files] of deliveries) delivery.refuse(error.message, ...files);
    }
    return gathered.map(() => ({ status: 'fulfilled', value: undefined }));
  }

  private async tell(files: readonly IngestedFile[]): Promise<void> {
    const announcement = announce(files, this.feed === 'late-webhook');
    const until = Math.min(...files.map(({ ingestedAt }) => ingestedAt)) + this.options.maxAgeMs;
    const waits = new GrowingWaits(this.options.waits.firstMs, this.options.waits.longestMs);
    try {
      for (let attempt = 1; ; attempt++) {
        await this.turns.take(until);
        const taken = performance.now();
        const reply = await this.parts.client.post(announcement);
        this.turns.give(taken, reply);
        this.log(announcement, reply, { attempt, ms: Math.round(performance.now() - taken) });
        if (reply.verdict === 'done') return this.parts.metrics.done(files);
        if (reply.verdict === 'refused' || Date.now() > until) throw new RefusedError(reply.reason);
        this.parts.metrics.retried();
        await sleep(Math.max(waits.take(), reply.waitMs), undefined, this.closing);
      }
    } catch (error) {
      if (error instanceof RefusedError) this.refused(announcement, error);
      throw error;
    }
  }

  private log(announcement: Announcement, reply: Reply, how: { attempt: number; ms: number }): void {
    const { id, exp_id, filenames, said } = announcement;
    const { verdict, status, reason } = reply;
    const fields = { feed: this.feed, exp_id, files: filenames.length, webhook: id, ...how };
    const { log } = this.parts;
    // embargo-butler's lines.
    if (status === undefined) log.warn({ ...fields, reason }, `Webhook exception for ${said}`);
    else
      log[verdict === 'done' ? 'info' : 'warn'](
        { ...fields, status, ...(reason && { reason }) },
        `Webhook response ${said}: <Response [${status}]>`,
      );
  }

  private refused({ id, exp_id, filenames }: Announcement, { message }: RefusedError): void {
    this.parts.metrics.refused();
    this.parts.log.error(
      { feed: this.feed, exp_id, filenames, webhook: id, reason: message },
      'Given up telling a webhook of files; they are kept aside for a person',
    );
  }
}
