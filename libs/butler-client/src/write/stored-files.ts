import { FileDatastore } from '../config/datastores.js';
import { Database } from '../database/database.js';
import { integer, integerOrNull, textOrNull, uuid } from '../database/values.js';
import { fileRecords } from '../read/file-records.js';
import { DetectorExposureId } from '../records.js';
import { IdentifiedDataset, NO_COMPONENT } from './dataset-inserts.js';

/** What the registry has under a data ID of a dataset type in a run. */
export interface StoredFile {
  readonly id: string;
  /** Null where the datastore doesn't have the file (any more). */
  readonly uri: string | null;
  readonly size: number | null;
}

/** Identifies a data ID within a dataset type and run. */
export const placeOf = (runId: number, typeId: number, dataId: DetectorExposureId): string =>
  [runId, typeId, dataId.instrument, dataId.detector, dataId.exposure].join(' ');

/**
 * How to find what is stored: by dataset id, which is fast and finds all that daf_butler and we write, or by data ID, which also finds
 * datasets that somebody stored under ids of another kind.
 */
export type Lookup = 'id' | 'dataId';

/** Looks up what is stored under the data IDs of some datasets. */
export async function storedFiles(
  database: Pick<Database, 'sql' | 'query'>,
  datasets: readonly IdentifiedDataset[],
  datastores: readonly FileDatastore[],
  by: Lookup = 'id',
): Promise<ReadonlyMap<string, StoredFile>> {
  const groups = new Map<string, IdentifiedDataset[]>();
  for (const d of datasets) {
    const key = [d.runId, d.type.id, d.dataset.dataId.instrument].join(' ');
    groups.set(key, [...(groups.get(key) ?? []), d]);
  }
  const found = await Promise.all(
    [...groups.values()].map((group) => lookUp(database, group, datastores, by)),
  );
  return new Map(found.flat());
}

async function lookUp(
  database: Pick<Database, 'sql' | 'query'>,
  group: readonly IdentifiedDataset[],
  datastores: readonly FileDatastore[],
  by: Lookup,
): Promise<readonly (readonly [string, StoredFile])[]> {
  const [first] = group;
  if (!first) return [];
  const { runId, type } = first;
  const { instrument } = first.dataset.dataId;
  const { sql } = database;
  const { condition, values } =
    by === 'id'
      ? {
          condition: sql.among('t.dataset_id', 5, 'uuid'),
          values: [group.map((d) => d.id.replaceAll('-', ''))],
        }
      : {
          condition: `${sql.among('t.detector', 5, 'bigint')} AND ${sql.among('t.exposure', 6, 'bigint')}`,
          values: [
            [...new Set(group.map((d) => d.dataset.dataId.detector))],
            [...new Set(group.map((d) => d.dataset.dataId.exposure))],
          ],
        };
  const rows = await database.query(
    'SELECT t.dataset_id, t.detector, t.exposure, f.path, f.file_size ' +
      `FROM ${sql.table(type.tagsTable)} t LEFT JOIN ${fileRecords(sql, datastores)} f ` +
      'ON f.dataset_id = t.dataset_id AND f.component = $1 ' +
      `WHERE t.dataset_type_id = $2 AND t.collection_id = $3 AND t.instrument = $4 AND ${condition}`,
    [NO_COMPONENT, type.id, runId, instrument, ...values],
  );
  return rows.map((row) => {
    const dataId = { instrument, detector: integer(row['detector']), exposure: integer(row['exposure']) };
    const stored = {
      id: uuid(row['dataset_id']),
      uri: textOrNull(row['path']),
      size: integerOrNull(row['file_size']),
    };
    return [placeOf(runId, type.id, dataId), stored] as const;
  });
}
