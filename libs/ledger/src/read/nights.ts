import { Prisma, type PrismaClient } from '../generated/client.js';

/** Objects of a night or an exposure, counted by where they are. Times are in milliseconds since the epoch. */
export interface ObjectCounts {
  readonly objects: number;
  /** In the Butler. */
  readonly ingested: number;
  /** On their way. */
  readonly pending: number;
  /** Waiting for their exposure. */
  readonly parked: number;
  readonly dead: number;
  readonly corrected: number;
  readonly ignored: number;
  readonly firstEventAt: number | null;
  readonly lastEventAt: number | null;
  readonly lastIngestedAt: number | null;
}

/** A night in a bucket. */
export interface NightSummary extends ObjectCounts {
  readonly bucket: string;
  /** The observing day, YYYYMMDD. */
  readonly night: number;
  readonly exposures: number;
}

/** An exposure in a bucket. */
export interface ExposureSummary extends ObjectCounts {
  readonly bucket: string;
  readonly night: number | null;
  /** The obs_id. */
  readonly exposure: string;
  readonly instrument: string | null;
  /** When its visit was defined. */
  readonly visitAt: number | null;
}

/** Which nights. */
export interface NightFilter {
  readonly bucket?: string;
  /** The first and the last observing day, YYYYMMDD. */
  readonly from?: number;
  readonly to?: number;
  /** The newest ones. @default 14 */
  readonly limit?: number;
}

interface CountsRow {
  readonly objects: number;
  readonly ingested: number;
  readonly pending: number;
  readonly parked: number;
  readonly dead: number;
  readonly corrected: number;
  readonly ignored: number;
  readonly first_event_at: Date | null;
  readonly last_event_at: Date | null;
  readonly last_ingested_at: Date | null;
}

type NightRow = CountsRow & Pick<NightSummary, 'bucket' | 'night' | 'exposures'>;
type ExposureRow = CountsRow &
  Pick<ExposureSummary, 'bucket' | 'night' | 'exposure' | 'instrument'> & { readonly visit_at: Date | null };

/** Nights as their objects tell them, the newest first. */
export async function readNights(prisma: PrismaClient, filter: NightFilter): Promise<NightSummary[]> {
  const { bucket, from = 0, to = 99_991_231, limit = 14 } = filter;
  const inBucket = bucket === undefined ? Prisma.empty : Prisma.sql`AND bucket = ${bucket}`;
  // Nights are found by one step in the index for each, since each has hundreds of thousands of objects.
  const newest = await prisma.$queryRaw<{ night: number }[]>`
    WITH RECURSIVE step (night) AS (
      (SELECT night FROM object WHERE night BETWEEN ${from} AND ${to} ${inBucket} ORDER BY night DESC LIMIT 1)
      UNION ALL
      SELECT (SELECT o.night FROM object o WHERE o.night < step.night AND o.night >= ${from} ${inBucket} ORDER BY o.night DESC LIMIT 1)
      FROM step WHERE step.night IS NOT NULL
    ) SELECT night FROM step WHERE night IS NOT NULL LIMIT ${limit}`;
  const nights = newest.map(({ night }) => night);
  const rows = await prisma.$queryRaw<NightRow[]>`
    SELECT * FROM night WHERE night = ANY(${nights}::int[]) ${inBucket} ORDER BY night DESC, bucket`;
  return rows.map((row) => ({
    bucket: row.bucket,
    night: row.night,
    exposures: row.exposures,
    ...countsOf(row),
  }));
}

/** The exposures of a night as their objects tell them, in the order of their obs_id. */
export async function readExposures(
  prisma: PrismaClient,
  night: number,
  bucket: string | undefined,
): Promise<ExposureSummary[]> {
  const inBucket = bucket === undefined ? Prisma.empty : Prisma.sql`AND bucket = ${bucket}`;
  const rows = await prisma.$queryRaw<ExposureRow[]>`
    SELECT * FROM exposure WHERE night = ${night} ${inBucket} ORDER BY bucket, exposure`;
  return rows.map((row) => ({
    bucket: row.bucket,
    night: row.night,
    exposure: row.exposure,
    instrument: row.instrument,
    ...countsOf(row),
    visitAt: row.visit_at?.getTime() ?? null,
  }));
}

function countsOf(row: CountsRow): ObjectCounts {
  const { objects, ingested, pending, parked, dead, corrected, ignored } = row;
  return {
    objects,
    ingested,
    pending,
    parked,
    dead,
    corrected,
    ignored,
    firstEventAt: row.first_event_at?.getTime() ?? null,
    lastEventAt: row.last_event_at?.getTime() ?? null,
    lastIngestedAt: row.last_ingested_at?.getTime() ?? null,
  };
}
