import { LANES } from '@footman/queue';
import { describeFeeds } from '../feeds/describe-feeds.js';
import type { FeedStatus } from '../feeds/feed-status.js';
import { age } from '../site/age.js';
import type { ServerStatus } from '../site/server-status.js';
import { utc } from '../site/utc.js';
import type { TextTable } from '../text/text-table.js';
import type { BucketStatus, SiteStatus } from './site-status.js';

/** A site's status in words, the same for a terminal and a page. */
export interface StatusText {
  /** Date and time, with its zone. */
  readonly at: string;
  readonly servers: readonly ServerText[];
  readonly lanes: TextTable;
  readonly flow: TextTable;
  /** Who is told of files; null while nobody can say. */
  readonly feeds: TextTable | null;
  /** What a person has to do, a sentence each; empty if nothing. */
  readonly needed: readonly string[];
}

/** What is said of a server. */
export interface ServerText {
  readonly name: string;
  readonly state: string;
  readonly details: readonly string[];
}

/** Instead of {@link StatusText.needed} when that is empty. */
export const NOTHING_NEEDED = 'Nothing needs a person.';

/** What nobody can say now. */
const UNKNOWN = '?';

/** Says how it stands with a site. */
export function describeStatus({ at, queue, ledger, feeds, buckets, needed }: SiteStatus): StatusText {
  return {
    at: `${utc(at).slice(0, 19)} UTC`,
    servers: [
      describeServer('queue', queue),
      describeServer('ledger', ledger, ledger.state === 'answers' && feeds ? behind(feeds, at) : ''),
    ],
    lanes: describeLanes(buckets, at),
    flow: describeFlow(buckets, at),
    feeds: feeds && describeFeeds(feeds, at),
    needed,
  };
}

function describeServer(name: string, { state, place, problem }: ServerStatus, more = ''): ServerText {
  const details = [place, problem, more].filter((detail) => detail !== null && detail !== '');
  return { name, state: state === 'away' ? 'AWAY' : state, details: details as string[] };
}

/** How far the ledger is behind what happens; it has a feed as others have. */
function behind(feeds: readonly FeedStatus[], now: number): string {
  const { waiting = 0, active = 0, oldestAt = null } = feeds.find(({ feed }) => feed === 'ledger') ?? {};
  const messages = waiting + active;
  return messages === 0
    ? 'up to date'
    : `${age(oldestAt, now) || 'a moment'} behind (${messages} ${messages === 1 ? 'message' : 'messages'})`;
}

function describeLanes(buckets: readonly BucketStatus[], now: number): TextTable {
  return {
    head: ['bucket', 'lane', 'oldest pending', 'waiting', 'active', 'delayed', 'last added'],
    rows: buckets.flatMap(({ bucket, lanes }) =>
      LANES.map((lane) => {
        if (!lanes) return [bucket, lane, ...Array<string>(5).fill(UNKNOWN)];
        const { waiting, active, delayed, oldestPendingAt, lastAddedAt } = lanes[lane];
        const oldest = age(oldestPendingAt, now) || '-';
        return [bucket, lane, oldest, waiting, active, delayed, ago(lastAddedAt, now)];
      }),
    ),
  };
}

const FLOW = [
  'bucket',
  'last event',
  'received: 1 min',
  '15 min',
  'ingested: 1 min',
  '15 min',
  'dead',
  'corrected',
  'parked',
  'overdue',
];

function describeFlow(buckets: readonly BucketStatus[], now: number): TextTable {
  return {
    head: FLOW,
    rows: buckets.map(({ bucket, lanes, flow, troubles }) => [
      bucket,
      flow || lanes ? ago(flow?.lastReceivedAt ?? lanes?.live.lastAddedAt ?? null, now) : UNKNOWN,
      flow?.received.lastMinute ?? UNKNOWN,
      flow?.received.last15Minutes ?? UNKNOWN,
      flow?.ingested.lastMinute ?? UNKNOWN,
      flow?.ingested.last15Minutes ?? UNKNOWN,
      troubles?.dead ?? UNKNOWN,
      troubles?.corrected ?? UNKNOWN,
      troubles?.parked ?? UNKNOWN,
      troubles?.overdue ?? UNKNOWN,
    ]),
  };
}

function ago(then: number | null, now: number): string {
  return then === null ? 'never' : `${age(then, now)} ago`;
}
