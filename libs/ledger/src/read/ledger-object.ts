import type { ObjectState } from '../object-life.js';
import type { StageTime } from '../stage.js';

/** One content of one key of one bucket, as the ledger knows it. */
export interface LedgerObject {
  /** The id of its job in the queue. */
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  readonly etag: string;
  readonly versionId: string | null;
  /** Bytes. */
  readonly size: number | null;
  readonly instrument: string | null;
  /** The observing day, YYYYMMDD. */
  readonly night: number | null;
  /** The obs_id. */
  readonly exposure: string | null;
  readonly state: ObjectState;
  /** Since when, in milliseconds since the epoch. */
  readonly at: number;
  /** Since when it waits or waited for its exposure. */
  readonly parkedAt: number | null;
  /** The earliest of each, in milliseconds since the epoch. */
  readonly times: Readonly<Partial<Record<StageTime, number>>>;
  /** Of the stage that decided the state. */
  readonly attempt: number | null;
  readonly worker: string | null;
  readonly reason: string | null;
  readonly message: string | null;
}

/** A row of the table, as Prisma's raw queries give it. */
export interface ObjectRow {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  readonly etag: string;
  readonly version_id: string | null;
  readonly size: bigint | null;
  readonly instrument: string | null;
  readonly night: number | null;
  readonly exposure: string | null;
  readonly state: ObjectState;
  readonly step_at: Date;
  readonly attempt: number | null;
  readonly worker: string | null;
  readonly reason: string | null;
  readonly message: string | null;
  readonly event_at: Date | null;
  readonly received_at: Date | null;
  readonly queued_at: Date | null;
  readonly read_at: Date | null;
  readonly parked_at: Date | null;
  readonly ingested_at: Date | null;
  readonly visit_at: Date | null;
  readonly registered_at: Date | null;
  readonly duplicate_at: Date | null;
}

/** The columns that {@link toLedgerObject} wants. */
export const OBJECT_COLUMNS =
  'id, bucket, key, etag, version_id, size, instrument, night, exposure, state, step_at, attempt, worker, reason, message, ' +
  'event_at, received_at, queued_at, read_at, parked_at, ingested_at, visit_at, registered_at, duplicate_at';

/** The row in the words of the library. */
export function toLedgerObject(row: ObjectRow): LedgerObject {
  const { id, bucket, key, etag, instrument, night, exposure, state, attempt, worker, reason, message } = row;
  const times: Partial<Record<StageTime, number>> = {};
  for (const name of ['event', 'received', 'queued', 'read', 'ingested', 'visit', 'registered'] as const) {
    const at = row[`${name}_at`];
    if (at) times[name] = at.getTime();
  }
  return {
    id,
    bucket,
    key,
    etag,
    versionId: row.version_id,
    size: row.size === null ? null : Number(row.size),
    instrument,
    night,
    exposure,
    state,
    at: since(row).getTime(),
    parkedAt: row.parked_at?.getTime() ?? null,
    times,
    attempt,
    worker,
    reason,
    message,
  };
}

/** The state may be derived from more than the newest stage. */
function since({ state, step_at, registered_at, ingested_at, duplicate_at }: ObjectRow): Date {
  if (state === 'registered') return registered_at ?? step_at;
  if (state === 'ingested') return ingested_at ?? duplicate_at ?? step_at;
  if (state === 'corrected') return duplicate_at ?? step_at;
  return step_at;
}
