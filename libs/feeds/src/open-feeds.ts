import { EmbargoStats } from '@footman/embargo-stats';
import { LedgerFeed, type StageSink, tellAll } from '@footman/ledger';
import { PresenceFeed, type QueueBackend, type SightingSink } from '@footman/queue';
import type { Logger } from '@footman/service';
import type { Registry } from 'prom-client';
import { exportDropped } from './export-dropped.js';
import type { FeedsConfig } from './feed-fields.js';
import type { IngestedFile } from './ingested-file.js';
import { OutFeeds } from './out-feeds.js';

/** What the feeds work with. */
export interface FeedsParts {
  readonly backend: QueueBackend;
  readonly log: Logger;
  readonly registry: Registry;
}

/** All that hear of files by way of the queue, as the settings have it; each has a queue of its own, so that none waits for another. */
export interface Feeds {
  /** Hears of each step of an object. */
  readonly ledger: StageSink;
  /** Hears of each dataset; undefined where there is no presence service. */
  readonly presence: SightingSink | undefined;
  /** Tells whoever wants to know of a file in the Butler; resolves once the queues have it, or after 5 s when one still hasn't. */
  ingested(file: Omit<IngestedFile, 'late'>): Promise<void>;
  /** Connects in the background; neither throws nor hangs when the queue's server is away. */
  start(): Promise<void>;
  /** Sends what is left if that is possible within a bounded time. */
  close(): Promise<void>;
}

/** Opens the feeds of a process; nothing connects yet. */
export function openFeeds(config: FeedsConfig, { backend, log, registry }: FeedsParts): Feeds {
  const warning = (part: string, message: string) => {
    const partLog = log.child({ part });
    return { onError: (err: Error) => partLog.warn({ err }, message) };
  };
  const presence =
    config.PRESENCE === '1'
      ? new PresenceFeed(backend, warning('presence', "Presence doesn't hear of everything now"))
      : undefined;
  const ledger = config.LEDGER_URL
    ? new LedgerFeed(backend, warning('ledger', "The ledger doesn't hear of everything now"))
    : undefined;
  const stats =
    config.COMPAT_REDIS_STATS === '1' && backend.kind === 'redis'
      ? new EmbargoStats(backend.url, warning('stats', "embargo-butler's statistics are behind"))
      : undefined;
  const out = new OutFeeds(config, backend, (feed) =>
    warning(feed, `Those who take the feed ${feed} don't hear of everything now`),
  );
  exportDropped(registry, () => [
    ...(ledger ? [['ledger', ledger.dropped] as const] : []),
    ...(presence ? [['presence', presence.dropped] as const] : []),
    ...out.dropped,
  ]);
  return {
    ledger: tellAll(ledger, stats),
    presence,
    ingested: (file) => out.ingested(file),
    async start() {
      await Promise.all([ledger?.start(), presence?.start(), out.start()]);
    },
    async close() {
      await Promise.all([ledger?.close(), stats?.close(), presence?.close(), out.close()]);
    },
  };
}
