import type { Lane, LaneStatus } from '@footman/queue';
import type { FeedStatus } from '../feeds/feed-status.js';
import type { ServerStatus } from '../site/server-status.js';

/** How it stands with a site; times are in milliseconds since the epoch. */
export interface SiteStatus {
  readonly at: number;
  readonly queue: ServerStatus;
  readonly ledger: ServerStatus;
  /** Those that anything was ever sent to; null while the queue can't be asked. */
  readonly feeds: readonly FeedStatus[] | null;
  readonly buckets: readonly BucketStatus[];
  /** What a person has to do, a sentence each; empty if nothing. */
  readonly needed: readonly string[];
}

/** A bucket as queue and ledger see it; what is null couldn't be asked. */
export interface BucketStatus {
  readonly bucket: string;
  readonly lanes: Readonly<Record<Lane, LaneStatus>> | null;
  readonly flow: Flow | null;
  readonly troubles: Troubles | null;
}

/** What comes and goes, as the ledger counts it. */
export interface Flow {
  readonly received: Recent;
  readonly ingested: Recent;
  /** Null if nothing ever came. */
  readonly lastReceivedAt: number | null;
}

/** Objects in the last minute and in the last quarter of an hour. */
export interface Recent {
  readonly lastMinute: number;
  readonly last15Minutes: number;
}

/** What waits for a person or may soon. */
export interface Troubles {
  /** Files that were given up. */
  readonly dead: number;
  /** Files whose content was replaced after ingest; null without a ledger, because nobody else knows. */
  readonly corrected: number | null;
  /** Guiders that wait for their exposure. */
  readonly parked: number;
  /** Those of them that have waited for too long. */
  readonly overdue: number;
}
