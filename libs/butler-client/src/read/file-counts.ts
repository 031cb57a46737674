import { Database } from '../database/database.js';
import { integer } from '../database/values.js';
import { Registrations } from '../registry/registrations.js';
import { isOfExposures } from './datasets.js';
import { where } from './where.js';

/** How many datasets some exposures of an instrument have, in all runs: exposure to dataset type to number. */
export async function readFileCounts(
  database: Database,
  registrations: Registrations,
  { instrument, exposures }: { readonly instrument: string; readonly exposures: readonly number[] },
): Promise<ReadonlyMap<number, Readonly<Record<string, number>>>> {
  const { sql } = database;
  const counts = new Map<number, Record<string, number>>();
  for (const type of (await registrations.allDatasetTypes()).filter(isOfExposures)) {
    const { clause, parameters } = where(sql, {
      't.dataset_type_id': type.id,
      't.instrument': instrument,
      't.exposure': { type: 'bigint', values: exposures },
    });
    const rows = await database.query(
      `SELECT t.exposure, count(*) AS n FROM ${sql.table(type.tagsTable)} t ` +
        `JOIN ${sql.table('run')} r ON r.collection_id = t.collection_id ${clause} GROUP BY t.exposure`,
      parameters,
    );
    for (const row of rows) {
      const exposure = integer(row['exposure']);
      counts.set(exposure, { ...counts.get(exposure), [type.name]: integer(row['n']) });
    }
  }
  return counts;
}
