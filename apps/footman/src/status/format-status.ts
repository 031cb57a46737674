import {
  age,
  type Backlog,
  type BucketStatus,
  type ServerStatus,
  type SiteStatus,
  utc,
} from '@footman/operator';
import { LANES } from '@footman/queue';
import { table } from '../table.js';

/** What nobody can say now. */
const UNKNOWN = '?';

/** A site's status for a terminal. */
export function formatStatus({ at, queue, ledger, backlog, buckets, needed }: SiteStatus): string {
  return [
    `${utc(at).slice(0, 19)} UTC`,
    formatServer('queue', queue),
    formatServer('ledger', ledger, backlog ? behind(backlog, at) : ''),
    '',
    formatLanes(buckets, at),
    '',
    formatFlow(buckets, at),
    '',
    ...(needed.length > 0 ? needed.map((need) => `! ${need}`) : ['Nothing needs a person.']),
    '',
  ].join('\n');
}

function formatServer(name: string, { state, place, problem }: ServerStatus, more = ''): string {
  const said = state === 'away' ? 'AWAY' : state;
  return [`${name.padEnd(6)} ${said}`, place, problem, more].filter(Boolean).join('  ');
}

function behind({ messages, oldestAt }: Backlog, now: number): string {
  return messages === 0 ? 'up to date' : `${age(oldestAt, now) || 'a moment'} behind (${messages} messages)`;
}

function formatLanes(buckets: readonly BucketStatus[], now: number): string {
  return table(
    ['bucket', 'lane', 'oldest pending', 'waiting', 'active', 'delayed', 'last added'],
    buckets.flatMap(({ bucket, lanes }) =>
      LANES.map((lane) => {
        if (!lanes) return [bucket, lane, ...Array<string>(5).fill(UNKNOWN)];
        const { waiting, active, delayed, oldestPendingAt, lastAddedAt } = lanes[lane];
        const oldest = age(oldestPendingAt, now) || '-';
        return [bucket, lane, oldest, waiting, active, delayed, ago(lastAddedAt, now)];
      }),
    ),
  );
}

function formatFlow(buckets: readonly BucketStatus[], now: number): string {
  return table(
    [
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
    ],
    buckets.map(({ bucket, lanes, flow, troubles }) => [
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
  );
}

function ago(then: number | null, now: number): string {
  return then === null ? 'never' : `${age(then, now)} ago`;
}
