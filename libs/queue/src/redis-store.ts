import { Redis } from 'ioredis';
import type { ConnectionOptions } from 'bullmq';
import { bounded } from './bounded.js';
import type { JobState } from './job-state.js';
import type { MemoryUse, Store, WakeMark, Wiring } from './store.js';

/** BullMQ's own default, spelled out because we read one of its keys. */
const PREFIX = 'bull';
/** The hash field that counts wakings; job ids never look like this. */
const WOKEN = '#';
/** Wake keys belong to exposures of a night: a day is long enough. */
const WAKE_TTL_SECONDS = 86_400;
const CANARY_TTL_SECONDS = 3600;

/** Queues and when jobs were last added to them. */
const ADDED = 'footman:added';
/** How many jobs that are next are looked at for the oldest. */
const NEXT_WAITING = 20;
/** How many jobs in progress are looked at for the oldest. */
const SOME_ACTIVE = 100;
const IF_HOLDER = (command: 'PEXPIRE' | 'DEL') =>
  `return redis.call('GET', KEYS[1]) == ARGV[1] and redis.call('${command}', KEYS[1], unpack(ARGV, 2)) or 0`;
/** Looking for an id in the lists of those that wait or are active would take longer the more there are: locks tell as well. */
const STATES = `
  local base, states = ARGV[1], {}
  for index = 2, #ARGV do
    local id, state = ARGV[index], ''
    if redis.call('EXISTS', base .. id) == 1 then
      state = redis.call('EXISTS', base .. id .. ':lock') == 1 and 'active' or 'waiting'
      for _, set in ipairs({ 'completed', 'failed', 'delayed' }) do
        if redis.call('ZSCORE', base .. set, id) then state = set end
      end
    end
    states[index - 1] = state
  end
  return states`;
/** BullMQ prolongs locks, but doesn't renew one that ran out. */
const REGAIN_LOCK = `
  if not redis.call('LPOS', KEYS[1], ARGV[1]) then return 0 end
  if not redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3], 'NX') then return 0 end
  redis.call('SREM', KEYS[3], ARGV[1])
  return 1`;

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

  get viewer(): Wiring {
    return this.producer;
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

  async memory(): Promise<MemoryUse> {
    const info = await this.client.info('memory');
    const of = (field: string) => Number(new RegExp(`^${field}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);
    return { used: of('used_memory'), max: of('maxmemory') || null };
  }

  async states(queue: string, ids: readonly string[]): Promise<Map<string, JobState>> {
    const base = `${PREFIX}:${queue}:`;
    const states = (await this.client.eval(STATES, 0, base, ...ids)) as (JobState | '')[];
    return new Map(ids.flatMap((id, index) => (states[index] ? [[id, states[index]]] : [])));
  }

  oldestPending(queue: string): Promise<number | null> {
    return this.oldest(queue, (failures, parked) => !Number(failures) && !parked?.startsWith('{'));
  }

  oldestMessage(queue: string): Promise<number | null> {
    return this.oldest(queue, () => true);
  }

  private async oldest(
    queue: string,
    counts: (failures: string | null, parked: string | null) => boolean,
  ): Promise<number | null> {
    const base = `${PREFIX}:${queue}`;
    const lists = this.client.pipeline();
    // Both lists grow on the left.
    lists.lrange(`${base}:wait`, -NEXT_WAITING, -1).lrange(`${base}:active`, -SOME_ACTIVE, -1);
    const ids = ((await replied(lists)) as string[][]).flat();
    const jobs = this.client.pipeline();
    for (const id of ids) jobs.hmget(`${base}:${id}`, 'timestamp', 'atm', 'progress');
    const times = ((await replied(jobs)) as (string | null)[][]).flatMap(
      ([timestamp, failures = null, parked = null]) =>
        timestamp && counts(failures, parked) ? [Number(timestamp)] : [],
    );
    return times.length > 0 ? Math.min(...times) : null;
  }

  async noteAdded(queue: string, at: number): Promise<void> {
    await this.client.hset(ADDED, queue, at);
  }

  async added(): Promise<Map<string, number>> {
    const entries = Object.entries(await this.client.hgetall(ADDED));
    return new Map(entries.map(([queue, at]) => [queue, Number(at)]));
  }

  async regainLock(queue: string, id: string, token: string, lockMs: number): Promise<boolean> {
    const base = `${PREFIX}:${queue}`;
    const keys = [`${base}:active`, `${base}:${id}:lock`, `${base}:stalled`];
    return (await this.client.eval(REGAIN_LOCK, keys.length, ...keys, id, token, lockMs)) === 1;
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

  async holdLease(name: string, holder: string, ttlMs: number): Promise<boolean> {
    return (await this.client.set(leaseKey(name), holder, 'PX', ttlMs, 'NX')) === 'OK';
  }

  async renewLease(name: string, holder: string, ttlMs: number): Promise<boolean> {
    return (await this.client.eval(IF_HOLDER('PEXPIRE'), 1, leaseKey(name), holder, ttlMs)) === 1;
  }

  async releaseLease(name: string, holder: string): Promise<void> {
    await this.client.eval(IF_HOLDER('DEL'), 1, leaseKey(name), holder);
  }

  async noteCanary(name: string, at: number): Promise<void> {
    await this.client.set(canaryKey(name), at, 'EX', CANARY_TTL_SECONDS, 'NX');
  }

  async canary(name: string): Promise<number | null> {
    const at = await this.client.get(canaryKey(name));
    return at === null ? null : Number(at);
  }

  async close(): Promise<void> {
    this.client.disconnect();
  }
}

function wakeHash(queue: string, wakeKey: string): string {
  return `footman:wake:${queue}:${wakeKey}`;
}

function canaryKey(name: string): string {
  return `footman:canary:${name}`;
}

function leaseKey(name: string): string {
  return `footman:lease:${name}`;
}

async function replied(pipeline: ReturnType<Redis['pipeline']>): Promise<unknown[]> {
  const replies = (await pipeline.exec()) ?? [];
  return replies.map(([error, reply]) => {
    if (error) throw error;
    return reply;
  });
}
