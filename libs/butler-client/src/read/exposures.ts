import { Database, ResultRow, Sql } from '../database/database.js';
import * as value from '../database/values.js';
import { ExposureRecord, Timespan } from '../records.js';
import { limited, Nights, nights, Where, where } from './where.js';

/** Which exposures are wanted; all conditions hold. */
export interface ExposureQuery {
  readonly instrument?: string | undefined;
  /** A night, or the first and the last of several. */
  readonly day_obs?: Nights | undefined;
  readonly observation_type?: string | undefined;
  readonly physical_filter?: string | undefined;
  /** Those whose timespan has a part of this one. */
  readonly overlaps?: Timespan | undefined;
  readonly obs_ids?: readonly string[] | undefined;
  readonly ids?: readonly number[] | undefined;
  /** Those after this one, in the order of instrument and id. */
  readonly after?: Pick<ExposureRecord, 'instrument' | 'id'> | undefined;
  /** At most so many. @default all */
  readonly limit?: number | undefined;
  /** The newest first, by when they began. @default false */
  readonly newestFirst?: boolean | undefined;
}

const FIELDS =
  'instrument id day_obs group physical_filter obs_id exposure_time dark_time observation_type observation_reason seq_num ' +
  'seq_start seq_end target_name science_program tracking_ra tracking_dec sky_angle azimuth zenith_angle has_simulated ' +
  'can_see_sky';

/** Exposure records, by instrument and id. */
export async function readExposures(
  database: Pick<Database, 'sql' | 'query'>,
  query: ExposureQuery = {},
): Promise<readonly ExposureRecord[]> {
  const { sql } = database;
  const { clause, parameters } = exposureConditions(sql, query);
  const columns = FIELDS.split(' ').map((c) => `e."${c}"`);
  const rows = await database.query(
    `SELECT ${columns.join(', ')}, ${sql.timespan('e')} FROM ${sql.table('exposure')} e ${clause} ` +
      `ORDER BY ${query.newestFirst ? 'timespan_begin DESC, ' : ''}e.instrument, e.id${limited(query.limit)}`,
    parameters,
  );
  return rows.map(toExposure);
}

/** The conditions of a query on the exposure table under the alias `e`. */
export function exposureConditions(sql: Sql, query: ExposureQuery): Where {
  const { after } = query;
  return where(
    sql,
    {
      'e.instrument': query.instrument,
      'e.day_obs': nights(query.day_obs),
      'e.observation_type': query.observation_type,
      'e.physical_filter': query.physical_filter,
      'e.obs_id': query.obs_ids && { type: 'text', values: query.obs_ids },
      'e.id': query.ids && { type: 'bigint', values: query.ids },
    },
    {
      after: after && { 'e.instrument': after.instrument, 'e.id': after.id },
      overlaps: { alias: 'e', timespan: query.overlaps },
    },
  );
}

function toExposure(row: ResultRow): ExposureRecord {
  return {
    instrument: value.text(row['instrument']),
    id: value.integer(row['id']),
    day_obs: value.integer(row['day_obs']),
    group: value.text(row['group']),
    physical_filter: value.text(row['physical_filter']),
    obs_id: value.text(row['obs_id']),
    exposure_time: value.float(row['exposure_time']),
    dark_time: value.floatOrNull(row['dark_time']),
    observation_type: value.text(row['observation_type']),
    observation_reason: value.textOrNull(row['observation_reason']),
    seq_num: value.integerOrNull(row['seq_num']),
    seq_start: value.integer(row['seq_start']),
    seq_end: value.integer(row['seq_end']),
    target_name: value.textOrNull(row['target_name']),
    science_program: value.textOrNull(row['science_program']),
    tracking_ra: value.floatOrNull(row['tracking_ra']),
    tracking_dec: value.floatOrNull(row['tracking_dec']),
    sky_angle: value.floatOrNull(row['sky_angle']),
    azimuth: value.floatOrNull(row['azimuth']),
    zenith_angle: value.floatOrNull(row['zenith_angle']),
    has_simulated: value.boolean(row['has_simulated']),
    can_see_sky: value.booleanOrNull(row['can_see_sky']),
    timespan: value.timespanOrNull(row) ?? { begin: 0n, end: 0n },
  };
}
