import { Database } from '../database/database.js';
import * as value from '../database/values.js';
import { VisitRecord } from '../records.js';
import { where } from './where.js';

/** Which visits are wanted; all conditions hold. */
export interface VisitQuery {
  readonly instrument?: string | undefined;
  readonly day_obs?: number | undefined;
  readonly ids?: readonly number[] | undefined;
}

/** Visit records, by instrument and id. */
export async function readVisits(
  database: Database,
  query: VisitQuery = {},
): Promise<readonly VisitRecord[]> {
  const { sql } = database;
  const { clause, parameters } = where(sql, {
    'v.instrument': query.instrument,
    'v.day_obs': query.day_obs,
    'v.id': query.ids && { type: 'bigint', values: query.ids },
  });
  const rows = await database.query(
    'SELECT v.instrument, v.id, v.day_obs, v.physical_filter, v.name, v.seq_num, v.exposure_time, v.target_name, ' +
      'v.observation_reason, v.science_program, v.azimuth, v.zenith_angle, v.region, ' +
      `${sql.timespan('v')} FROM ${sql.table('visit')} v ${clause} ORDER BY v.instrument, v.id`,
    parameters,
  );
  return rows.map((row) => ({
    instrument: value.text(row['instrument']),
    id: value.integer(row['id']),
    day_obs: value.integer(row['day_obs']),
    physical_filter: value.text(row['physical_filter']),
    name: value.text(row['name']),
    seq_num: value.integerOrNull(row['seq_num']),
    exposure_time: value.float(row['exposure_time']),
    target_name: value.textOrNull(row['target_name']),
    observation_reason: value.textOrNull(row['observation_reason']),
    science_program: value.textOrNull(row['science_program']),
    azimuth: value.floatOrNull(row['azimuth']),
    zenith_angle: value.floatOrNull(row['zenith_angle']),
    region: value.text(row['region']),
    timespan: value.timespanOrNull(row) ?? { begin: 0n, end: 0n },
  }));
}
