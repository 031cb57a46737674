import { Database } from '../database/database.js';
import * as value from '../database/values.js';
import { Timespan, VisitRecord } from '../records.js';
import { limited, Nights, nights, where } from './where.js';

/** Which visits are wanted; all conditions hold. */
export interface VisitQuery {
  readonly instrument?: string | undefined;
  /** A night, or the first and the last of several. */
  readonly day_obs?: Nights | undefined;
  readonly physical_filter?: string | undefined;
  /** Those whose timespan has a part of this one. */
  readonly overlaps?: Timespan | undefined;
  readonly ids?: readonly number[] | undefined;
  /** Those that have one of these exposures; an exposure may be in several, of different visit systems. */
  readonly exposures?: readonly number[] | undefined;
  /** Those after this one, in the order of instrument and id. */
  readonly after?: Pick<VisitRecord, 'instrument' | 'id'> | undefined;
  /** At most so many. @default all */
  readonly limit?: number | undefined;
  /** The newest first, by when they began. @default false */
  readonly newestFirst?: boolean | undefined;
}

/** Visit records, by instrument and id. */
export async function readVisits(
  database: Database,
  query: VisitQuery = {},
): Promise<readonly VisitRecord[]> {
  const { sql } = database;
  const { after, exposures } = query;
  const { clause, parameters } = where(
    sql,
    {
      'v.instrument': query.instrument,
      'v.day_obs': nights(query.day_obs),
      'v.physical_filter': query.physical_filter,
      'v.id': query.ids && { type: 'bigint', values: query.ids },
      'd.exposure': exposures && { type: 'bigint', values: exposures },
    },
    {
      after: after && { 'v.instrument': after.instrument, 'v.id': after.id },
      overlaps: { alias: 'v', timespan: query.overlaps },
    },
  );
  const definitions = exposures
    ? ` JOIN ${sql.table('visit_definition')} d ON d.instrument = v.instrument AND d.visit = v.id`
    : '';
  const rows = await database.query(
    `SELECT ${exposures ? 'DISTINCT ' : ''}v.instrument, v.id, v.day_obs, v.physical_filter, v.name, v.seq_num, v.exposure_time, v.target_name, ` +
      'v.observation_reason, v.science_program, v.azimuth, v.zenith_angle, v.region, ' +
      `${sql.timespan('v')} FROM ${sql.table('visit')} v${definitions} ${clause} ` +
      `ORDER BY ${query.newestFirst ? 'timespan_begin DESC, ' : ''}v.instrument, v.id${limited(query.limit)}`,
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
