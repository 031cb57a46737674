import { Redis } from 'ioredis';
import { Changes, type NamedFile } from './changes.js';

export type { NamedFile } from './changes.js';

/** How statistics are kept. */
export interface EmbargoStatsOptions {
  /** Called when Redis goes away or takes nothing, once until it does again, and with what was lost of files then. */
  readonly onError?: (error: Error) => void;
  /** How long changes are gathered, in milliseconds. @default 200 */
  readonly gatherMs?: number;
}

/** What happened to a file, as the ledger is told of it. */
export interface Step extends NamedFile {
  readonly state: string;
  /** A code. */
  readonly reason?: string | null | undefined;
  readonly message?: string | null | undefined;
}

/** Those of the header, at which embargo-butler's translation would have failed. */
const OF_HEADER = ['unreadable-header', 'unknown-instrument', 'untranslatable-header'];
/** What embargo-butler takes for a second notice: the datastore has the dataset already, though from another file. */
const KNOWN_ALREADY = 'conflict';
/** A message may hold a whole statement of SQL. */
const LONGEST_MESSAGE = 1000;

const FILE_RETENTION_SECONDS = 7 * 24 * 60 * 60;
const RECONNECT_MS = 1000;
const TIMEOUT_MS = 2000;
const RAISE_TO = `
  local current = redis.call('GET', KEYS[1])
  if not current or tonumber(current) < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], ARGV[1]) end`;

/**
 * Keeps up the statistics that embargo-butler keeps in Redis, for those who read them: REC, RECINSTR, MAXSEQ, INGEST, FAIL and FILE.
 *
 * Never in the way: nothing here throws or waits. While Redis is away, counts are held and added up, and of files the latest thousands;
 * what was under way at that moment is lost rather than counted twice. Source: embargo-butler, enqueue.py and ingest.py.
 */
export class EmbargoStats {
  private readonly redis: Redis;
  private readonly onError: (error: Error) => void;
  private changes = new Changes();
  private timer: NodeJS.Timeout | undefined;
  private sending: Promise<void> | undefined;
  private troubled = false;
  private closed = false;

  constructor(
    url: string,
    private readonly options: EmbargoStatsOptions = {},
  ) {
    this.onError = (error) => {
      if (!this.troubled) options.onError?.(error);
      this.troubled = true;
    };
    this.redis = new Redis(url, {
      lazyConnect: true,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      commandTimeout: TIMEOUT_MS,
      connectTimeout: TIMEOUT_MS,
      retryStrategy: () => RECONNECT_MS,
    });
    this.redis.on('error', this.onError);
    // What can't be connected now is tried again.
    void this.redis.connect().catch(() => undefined);
  }

  /** Takes note of what embargo-butler would count: a queued notice, a file in the Butler, an attempt that failed by the file's fault. */
  send(...steps: readonly Step[]): void {
    const now = Date.now();
    for (const step of steps) this.take(step, now);
    if (!this.changes.empty) this.sendSoon();
  }

  /** Sends what is held if that is possible within a bounded time, and disconnects. */
  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.sending;
    await this.transmit();
    this.redis.disconnect();
  }

  private take(step: Step, now: number): void {
    const { state, reason, message } = step;
    // With a reason it is queued again: for an outage, or because somebody wanted it.
    if (state === 'queued' && !reason) this.changes.received(step, now);
    else if (state === 'ingested') this.changes.ingested(step, now);
    else if ((state === 'retrying' || state === 'dead') && reason && reason !== KNOWN_ALREADY)
      this.changes.failed(step, (message ?? reason).slice(0, LONGEST_MESSAGE), OF_HEADER.includes(reason));
  }

  private sendSoon(): void {
    if (this.timer || this.closed) return;
    this.timer = setTimeout(() => {
      this.sending = this.transmit().finally(() => {
        this.timer = undefined;
        if (!this.changes.empty) this.sendSoon();
      });
    }, this.options.gatherMs ?? 200);
  }

  private async transmit(): Promise<void> {
    if (this.redis.status !== 'ready' || this.changes.empty) return;
    const changes = this.changes;
    this.changes = new Changes();
    try {
      // All of it or nothing: what was done by half couldn't be told from what wasn't.
      for (const [error] of (await this.transaction(changes).exec()) ?? []) if (error) throw error;
      this.troubled = false;
    } catch (error) {
      this.onError(error as Error);
    }
    if (changes.dropped > 0)
      this.options.onError?.(new Error(`The details of ${changes.dropped} files were dropped`));
  }

  private transaction({ counts, maxima, files, failures }: Changes): ReturnType<Redis['multi']> {
    const all = this.redis.multi();
    for (const [key, days] of counts) for (const [day, by] of days) all.hincrby(key, day, by);
    for (const [key, value] of maxima) all.eval(RAISE_TO, 1, key, value);
    for (const [key, fields] of files) {
      all.hset(key, fields);
      const failed = failures.get(key);
      if (failed) all.hincrby(key, 'ing_fail_count', failed);
      all.expire(key, FILE_RETENTION_SECONDS);
    }
    return all;
  }
}
