import { Prisma, type PrismaClient } from '../generated/client.js';
import type { ObjectState } from '../object-life.js';
import { BUCKETS } from './buckets.js';

/** How many, of late. */
export interface Rate {
  readonly lastMinute: number;
  readonly last15Minutes: number;
}

/** How it stands with a bucket. */
export interface BucketStatus {
  readonly bucket: string;
  /** Objects that are on their way or wait for a person. Those that are in the Butler or ignored are counted by nights. */
  readonly byState: Readonly<Partial<Record<ObjectState, number>>>;
  readonly dead: number;
  readonly corrected: number;
  readonly parked: number;
  /** Those of them that have waited for too long. */
  readonly overdue: number;
  /** Milliseconds since the epoch, as all times here. */
  readonly oldestParkedAt: number | null;
  readonly received: Rate;
  readonly ingested: Rate;
  readonly lastReceivedAt: number | null;
}

interface BucketRow {
  readonly bucket: string;
  readonly last_received_at: Date | null;
  readonly received1: number;
  readonly received15: number;
  readonly ingested1: number;
  readonly ingested15: number;
}

interface StateRow {
  readonly bucket: string;
  readonly state: ObjectState;
  readonly n: number;
  readonly oldest: Date | null;
  readonly overdue: number;
}

const MINUTE_MS = 60_000;

/** How it stands with each bucket, in the order of their names. */
export async function readStatus(
  prisma: PrismaClient,
  now: number,
  overdueMs: number,
): Promise<BucketStatus[]> {
  const minute = new Date(now - MINUTE_MS);
  const quarter = new Date(now - 15 * MINUTE_MS);
  const overdue = new Date(now - overdueMs);
  const buckets = await prisma.$queryRaw<BucketRow[]>`
    WITH ${BUCKETS}
    SELECT bucket, (SELECT max(received_at) FROM object o WHERE o.bucket = b.bucket) AS last_received_at,
           received1, received15, ingested1, ingested15
    FROM buckets b,
      LATERAL (SELECT count(*) FILTER (WHERE received_at > ${minute})::int AS received1, count(*)::int AS received15
               FROM object o WHERE o.bucket = b.bucket AND received_at > ${quarter}) AS received,
      LATERAL (SELECT count(*) FILTER (WHERE ingested_at > ${minute})::int AS ingested1,
                      count(*) FILTER (WHERE ingested_at > ${quarter})::int AS ingested15
               FROM object o WHERE o.bucket = b.bucket AND state IN ('ingested', 'registered') AND step_at > ${quarter}) AS ingested
    ORDER BY bucket`;
  const states = await prisma.$queryRaw<StateRow[]>(Prisma.sql`
    SELECT bucket, state, count(*)::int AS n, NULL::timestamptz AS oldest, 0 AS overdue FROM object
    WHERE state IN ('noticed', 'queued', 'reading', 'retrying', 'missing', 'dead', 'corrected') GROUP BY bucket, state
    UNION ALL
    SELECT bucket, 'parked', count(*)::int, min(parked_at), (count(*) FILTER (WHERE parked_at < ${overdue}))::int FROM object WHERE state = 'parked' GROUP BY bucket`);
  return buckets.map((row) =>
    statusOf(
      row,
      states.filter(({ bucket }) => bucket === row.bucket),
    ),
  );
}

function statusOf(row: BucketRow, states: readonly StateRow[]): BucketStatus {
  const byState: Partial<Record<ObjectState, number>> = Object.fromEntries(
    states.map(({ state, n }) => [state, n]),
  );
  const parked = states.find(({ state }) => state === 'parked');
  return {
    bucket: row.bucket,
    byState,
    dead: byState.dead ?? 0,
    corrected: byState.corrected ?? 0,
    parked: byState.parked ?? 0,
    overdue: parked?.overdue ?? 0,
    oldestParkedAt: parked?.oldest?.getTime() ?? null,
    received: { lastMinute: row.received1, last15Minutes: row.received15 },
    ingested: { lastMinute: row.ingested1, last15Minutes: row.ingested15 },
    lastReceivedAt: row.last_received_at?.getTime() ?? null,
  };
}
