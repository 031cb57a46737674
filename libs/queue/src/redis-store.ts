import { Redis } from 'ioredis';
import type { ConnectionOptions } from 'bullmq';
import { bounded } from './bounded.js';
import type { Store, WakeMark, Wiring } from './store.js';

/** BullMQ's own default, spelled out because we read one of its keys. */
const PREFIX = 'bull';
/** The hash field that counts wakings; job ids never look like this. */
const WOKEN = '#';
/** Wake keys belong to exposures of a night: a day is long enough. */
const WAKE_TTL_SECONDS = 86_400;

const reconnectDelay = (attempt: number) => Math.min(attempt * 100, 1000);

/** Redis: one connection that fails fast for all producers, others that wait for workers. */
export class RedisStore implements Store {
  readonly cheapKeepCount = true;
  private readonly client: Redis;

  constructor(
    private readonly url: string,
    private readonly timeoutMs: number,
    onError: (error: Error) => void,
  ) {
    this.client = new Redis(url, {
      lazyConnect: true,
      // With the defaults a command waits for ever when the server is away; a notification must be refused instead.
      maxRetriesPerRequest: 0,
      enableOfflineQueue: false,
      commandTimeout: timeoutMs,
      connectTimeout: timeoutMs,
      retryStrategy: reconnectDelay,
    });
    this.client.on('error', onError);
  }

  get connected(): boolean {
    return this.client.status === 'ready';
  }

  get producer(): Wiring {
    return { connection: this.client as ConnectionOptions, factory: undefined };
  }

  get worker(): Wiring {
    const connection = {
      url: this.url,
      maxRetriesPerRequest: null,
      retryStrategy: reconnectDelay,
      // A server that vanished without closing its connections: longer than BullMQ blocks, which is 10 s at most.
      socketTimeout: 20_000,
    };
    return { connection: connection as ConnectionOptions, factory: undefined };
  }

  async start(): Promise<void> {
    // A first attempt that fails is followed by others, as after any lost connection.
    await bounded(
      this.client.connect().catch(() => undefined),
      2 * this.timeoutMs,
      () => undefined,
    );
  }

  async ping(): Promise<void> {
    await this.client.ping();
  }

  async failedAmong(queue: string, ids: readonly string[]): Promise<string[]> {
    const scores = await this.client.zmscore(`${PREFIX}:${queue}:failed`, [...ids]);
    return ids.filter((_, index) => scores[index] !== null);
  }

  async join(queue: string, wakeKey: string, id: string): Promise<WakeMark> {
    const key = wakeHash(queue, wakeKey);
    const [woken, seen] = await this.client.hmget(key, WOKEN, id);
    const mark = { woken: Number(woken ?? 0), seen: Number(seen ?? 0) };
    await this.client.multi().hset(key, id, mark.woken).expire(key, WAKE_TTL_SECONDS).exec();
    return mark;
  }

  async woken(queue: string, wakeKey: string): Promise<number> {
    return Number((await this.client.hget(wakeHash(queue, wakeKey), WOKEN)) ?? 0);
  }

  async wake(queue: string, wakeKey: string): Promise<string[]> {
    const key = wakeHash(queue, wakeKey);
    const replies = await this.client
      .multi()
      .hincrby(key, WOKEN, 1)
      .expire(key, WAKE_TTL_SECONDS)
      .hkeys(key)
      .exec();
    const fields = (replies?.[2]?.[1] ?? []) as string[];
    const ids = fields.filter((field) => field !== WOKEN);
    if (ids.length > 0) await this.client.hdel(key, ...ids);
    return ids;
  }

  async close(): Promise<void> {
    this.client.disconnect();
  }
}

function wakeHash(queue: string, wakeKey: string): string {
  return `footman:wake:${queue}:${wakeKey}`;
}
