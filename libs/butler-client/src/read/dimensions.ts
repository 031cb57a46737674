import { Database } from '../database/database.js';
import * as value from '../database/values.js';
import { DayObsRecord, DetectorRecord, PhysicalFilterRecord } from '../records.js';
import { where } from './where.js';

/** Which detectors are wanted; all conditions hold. */
export interface DetectorQuery {
  readonly instrument?: string | undefined;
  readonly ids?: readonly number[] | undefined;
  /** Such as SCIENCE, GUIDER, WAVEFRONT. */
  readonly purpose?: string | undefined;
}

/** Detectors, by instrument and id. */
export async function readDetectors(
  database: Database,
  query: DetectorQuery = {},
): Promise<readonly DetectorRecord[]> {
  const { clause, parameters } = where(database.sql, {
    instrument: query.instrument,
    id: query.ids && { type: 'bigint', values: query.ids },
    purpose: query.purpose,
  });
  const rows = await database.query(
    `SELECT * FROM ${database.sql.table('detector')} ${clause} ORDER BY instrument, id`,
    parameters,
  );
  return rows.map((row) => ({
    instrument: value.text(row['instrument']),
    id: value.integer(row['id']),
    full_name: value.text(row['full_name']),
    name_in_raft: value.textOrNull(row['name_in_raft']),
    raft: value.textOrNull(row['raft']),
    purpose: value.text(row['purpose']),
  }));
}

/** Physical filters, by instrument and name. */
export async function readPhysicalFilters(
  database: Database,
  query: { readonly instrument?: string | undefined } = {},
): Promise<readonly PhysicalFilterRecord[]> {
  const { clause, parameters } = where(database.sql, { instrument: query.instrument });
  const rows = await database.query(
    `SELECT instrument, name, band FROM ${database.sql.table('physical_filter')} ${clause} ORDER BY instrument, name`,
    parameters,
  );
  return rows.map((row) => ({
    instrument: value.text(row['instrument']),
    name: value.text(row['name']),
    band: value.text(row['band']),
  }));
}

/** Nights, by instrument and day. */
export async function readDays(
  database: Database,
  query: { readonly instrument?: string | undefined } = {},
): Promise<readonly DayObsRecord[]> {
  const { sql } = database;
  const { clause, parameters } = where(sql, { 'd.instrument': query.instrument });
  const rows = await database.query(
    `SELECT d.instrument, d.id, ${sql.timespan('d')} FROM ${sql.table('day_obs')} d ${clause} ORDER BY d.instrument, d.id`,
    parameters,
  );
  return rows.map((row) => ({
    instrument: value.text(row['instrument']),
    id: value.integer(row['id']),
    timespan: value.timespanOrNull(row),
  }));
}

/** The region of a detector in a visit. */
export interface DetectorRegion {
  readonly detector: number;
  /** base64 of lsst.sphgeom's encoding. */
  readonly region: string;
}

/** The regions of a visit's detectors, by detector. */
export async function readVisitRegions(
  database: Database,
  { instrument, visit }: { readonly instrument: string; readonly visit: number },
): Promise<readonly DetectorRegion[]> {
  const rows = await database.query(
    `SELECT detector, region FROM ${database.sql.table('visit_detector_region')} ` +
      'WHERE instrument = $1 AND visit = $2 ORDER BY detector',
    [instrument, visit],
  );
  return rows.map((row) => ({ detector: value.integer(row['detector']), region: value.text(row['region']) }));
}
