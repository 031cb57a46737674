import { Redis } from 'ioredis';
import type { GroupImage } from './group-image.js';
import { groupKey, type ImagePlace } from './image-place.js';

/** An image that has arrived, and where it belongs. */
export interface SeenImage extends ImagePlace {
  readonly uri: string;
  /** Milliseconds since the epoch. */
  readonly arrivedAt: number;
  readonly ingestedAt?: number;
}

/** Groups whose images changed are named here, by the keys of their hashes. */
const CHANGED = 'footman:presence:changed';

/**
 * What came first counts. An image that was told once and forgotten (DELETE_SEEN) doesn't come back when it is ingested.
 * KEYS: the group's hash, the image's key. ARGV: field, URI, arrived, ingested or '', seconds.
 */
const RECORD = `
  local news = redis.call('HSETNX', KEYS[1], ARGV[1] .. ' arrived', ARGV[3] .. ' ' .. ARGV[2])
  if news == 1 then redis.call('SET', KEYS[2], ARGV[2], 'EX', ARGV[5]) end
  if ARGV[4] ~= '' then news = news + redis.call('HSETNX', KEYS[1], ARGV[1] .. ' ingested', ARGV[4]) end
  redis.call('EXPIRE', KEYS[1], ARGV[5])
  return news`;

/** What a command may take before Redis counts as away, in milliseconds. */
const TIMEOUT_MS = 2000;
const reconnectDelay = (attempt: number) => Math.min(attempt * 100, 1000);

/** How the store is set up. */
export interface PresenceStoreOptions {
  /** How long an image stays known, in seconds. */
  readonly lifetime: number;
  /** Forget an image's key once it was asked for. */
  readonly deleteSeen: boolean;
  readonly onError: (error: Error) => void;
}

/** What is known of groups and their images, in Redis: embargo-butler's keys, and for each group a hash of what came when. */
export class PresenceStore {
  /** Commands of one turn of the event loop go in one packet. */
  private readonly client: Redis;
  private readonly subscriber: Redis;

  constructor(
    url: string,
    private readonly options: PresenceStoreOptions,
  ) {
    const retry = { lazyConnect: true, connectTimeout: TIMEOUT_MS, retryStrategy: reconnectDelay };
    this.client = new Redis(url, {
      ...retry,
      enableAutoPipelining: true,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      commandTimeout: TIMEOUT_MS,
    });
    this.subscriber = new Redis(url, { ...retry, maxRetriesPerRequest: null });
    for (const connection of [this.client, this.subscriber]) connection.on('error', options.onError);
  }

  /**
   * Connects in the background; neither throws nor hangs when the server is away.
   *
   * @param onChanged hears of the hashes of groups that have changed, and of `null` when any may have, unheard.
   */
  async start(onChanged: (group: string | null) => void): Promise<void> {
    this.subscriber.on('message', (_channel, group: string) => onChanged(group));
    this.subscriber.on('ready', () => {
      void this.subscriber.subscribe(CHANGED).then(() => onChanged(null), this.options.onError);
    });
    const connecting = [this.client, this.subscriber].map((each) => each.connect().catch(() => undefined));
    // A first attempt that fails is followed by others.
    await Promise.all(connecting);
  }

  async ready(): Promise<boolean> {
    return (await this.client.ping()) === 'PONG';
  }

  /** Where an image is; null if it hasn't arrived, or is forgotten. */
  async find(place: ImagePlace): Promise<string | null> {
    const key = groupKey(place);
    return await (this.options.deleteSeen ? this.client.getdel(key) : this.client.get(key));
  }

  /** What is known of a group, in the order of snaps and detectors. */
  async images(group: string): Promise<GroupImage[]> {
    const fields = await this.client.hgetall(group);
    const images = Object.entries(fields).flatMap(([field, value]): GroupImage[] => {
      const [snap = '', detector = '', what] = field.split(' ');
      if (what !== 'arrived') return [];
      const space = value.indexOf(' ');
      const ingested = fields[`${snap} ${detector} ingested`];
      return [
        {
          snap: Number(snap),
          detector,
          uri: value.slice(space + 1),
          arrived: iso(value.slice(0, space)),
          ingested: ingested === undefined ? null : iso(ingested),
        },
      ];
    });
    return images.sort((a, b) => a.snap - b.snap || (a.detector < b.detector ? -1 : 1));
  }

  /** Remembers images for their lifetime; tells all who listen, in whichever process, of the groups that have changed. */
  async record(images: readonly SeenImage[]): Promise<void> {
    const changed = new Set<string>();
    await Promise.all(
      images.map(async (image) => {
        const { snap, detector, uri, arrivedAt, ingestedAt = '' } = image;
        const group = groupHash(image);
        const keys = [group, groupKey(image)];
        const { lifetime } = this.options;
        const values = [`${snap} ${detector}`, uri, arrivedAt, ingestedAt, lifetime];
        if (Number(await this.client.eval(RECORD, 2, ...keys, ...values)) > 0) changed.add(group);
      }),
    );
    await Promise.all([...changed].map((group) => this.client.publish(CHANGED, group)));
  }

  /** What was remembered of exposures, in their order; null for those that are unknown. */
  async exposures(names: readonly string[]): Promise<(string | null)[]> {
    return names.length === 0 ? [] : await this.client.mget(...names.map(exposureKey));
  }

  async rememberExposure(name: string, facts: string): Promise<void> {
    await this.client.set(exposureKey(name), facts, 'EX', this.options.lifetime);
  }

  /** Keeps something until its exposure is known. */
  async park(name: string, item: string): Promise<void> {
    await this.client.rpush(parkedKey(name), item);
    await this.client.expire(parkedKey(name), this.options.lifetime);
  }

  async parked(name: string): Promise<string[]> {
    return await this.client.lrange(parkedKey(name), 0, -1);
  }

  async unpark(name: string): Promise<void> {
    await this.client.del(parkedKey(name));
  }

  async close(): Promise<void> {
    this.client.disconnect();
    this.subscriber.disconnect();
  }
}

/** The key of a group's hash. */
export function groupHash({ instrument, group }: Pick<ImagePlace, 'instrument' | 'group'>): string {
  return `footman:presence:group:${instrument}:${group}`;
}

function exposureKey(name: string): string {
  return `footman:presence:exposure:${name}`;
}

function parkedKey(name: string): string {
  return `footman:presence:parked:${name}`;
}

function iso(milliseconds: string): string {
  return new Date(Number(milliseconds)).toISOString();
}
