import { Database } from '../database/database.js';
import * as value from '../database/values.js';
import { Registrations } from '../registry/registrations.js';
import { utcOfTai } from '../write/tai-now.js';
import { DatasetIdentity, IDENTITY, identityOf, inTheirRuns, isOfExposures } from './datasets.js';
import { Nights, nights, where } from './where.js';

/** Which late datasets are wanted; all conditions hold. */
export interface LateDatasetQuery {
  /** Milliseconds from the end of an exposure; what was ingested later than that is late. */
  readonly afterMs: number;
  readonly datasetTypes: readonly string[];
  readonly instrument?: string | undefined;
  /** A night, or the first and the last of several. */
  readonly day_obs?: Nights | undefined;
}

/** A dataset that was ingested late. Times are in milliseconds since the epoch, UTC. */
export interface LateDataset extends DatasetIdentity {
  readonly obs_id: string;
  readonly day_obs: number;
  readonly exposureEnded: number;
  readonly ingestDate: number;
}

/**
 * Datasets that were ingested long after their exposures had ended, by instrument, exposure and detector. An exposure without a
 * timespan has no late ones.
 */
export async function readLateDatasets(
  database: Pick<Database, 'sql' | 'query'>,
  registrations: Pick<Registrations, 'allDatasetTypes'>,
  { afterMs, datasetTypes, instrument, day_obs }: LateDatasetQuery,
): Promise<readonly LateDataset[]> {
  const { sql } = database;
  const types = (await registrations.allDatasetTypes()).filter(
    (type) => isOfExposures(type) && datasetTypes.includes(type.name),
  );
  const found: LateDataset[] = [];
  for (const type of types) {
    const { clause, parameters } = where(sql, {
      't.dataset_type_id': type.id,
      't.instrument': instrument,
      'e.day_obs': nights(day_obs),
    });
    const rows = await database.query(
      `SELECT ${IDENTITY}, e.obs_id, e.day_obs, ${sql.timespan('e')}, d.ingest_date ` +
        inTheirRuns(sql, type) +
        `JOIN ${sql.table('dataset')} d ON d.id = t.dataset_id ` +
        `JOIN ${sql.table('exposure')} e ON e.instrument = t.instrument AND e.id = t.exposure ` +
        `${clause} AND d.ingest_date > ${sql.end('e')} + $${parameters.length + 1} ORDER BY t.instrument, t.exposure, t.detector`,
      [...parameters, BigInt(Math.round(afterMs)) * 1_000_000n],
    );
    for (const row of rows) {
      found.push({
        ...identityOf(type, row),
        obs_id: value.text(row['obs_id']),
        day_obs: value.integer(row['day_obs']),
        exposureEnded: utcOfTai(BigInt(row['timespan_end'] as string | bigint)),
        ingestDate: utcOfTai(BigInt(row['ingest_date'] as string | bigint)),
      });
    }
  }
  return found;
}
