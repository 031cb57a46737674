import { FileDatastore } from '../config/datastores.js';
import { Database, ResultRow, Sql } from '../database/database.js';
import * as value from '../database/values.js';
import { DetectorExposureId } from '../records.js';
import { RegisteredDatasetType, Registrations } from '../registry/registrations.js';
import { NO_COMPONENT } from '../write/dataset-inserts.js';
import { fileRecords } from './file-records.js';
import { limited, Nights, nights, where } from './where.js';

/** Which datasets are wanted; all conditions hold. */
export interface DatasetQuery {
  readonly datasetType?: string | undefined;
  readonly run?: string | undefined;
  readonly instrument?: string | undefined;
  /** A night, or the first and the last of several. */
  readonly day_obs?: Nights | undefined;
  readonly exposure?: number | undefined;
  readonly exposures?: readonly number[] | undefined;
  readonly detector?: number | undefined;
  /** At most so many of each dataset type. @default all */
  readonly limit?: number | undefined;
}

/** Which dataset it is, by all its names. */
export interface DatasetIdentity {
  /** UUID in its usual spelling. */
  readonly id: string;
  readonly datasetType: string;
  readonly run: string;
  readonly dataId: DetectorExposureId;
}

/** A dataset with its file. */
export interface StoredDataset extends DatasetIdentity {
  /** Null where the datastore doesn't have its file (any more). */
  readonly uri: string | null;
  /** Bytes; null where the registry doesn't know. */
  readonly fileSize: number | null;
  /** The full name of the Python formatter that reads its file. */
  readonly formatter: string | null;
  /** The storage class of its file. */
  readonly storageClass: string | null;
}

/** Dataset types that have a detector and an exposure, as files of raw data do. */
export const isOfExposures = (type: RegisteredDatasetType): boolean =>
  type.dimensions.join() === 'detector,exposure,instrument';

/** The columns of a dataset's identity; see {@link inTheirRuns}. */
export const IDENTITY = 't.dataset_id, c.name AS run, t.instrument, t.detector, t.exposure';

/** From where datasets of a type are read in the runs that they were written to: t is the tag, c the run's collection. */
export const inTheirRuns = (sql: Sql, { tagsTable }: Pick<RegisteredDatasetType, 'tagsTable'>): string =>
  `FROM ${sql.table(tagsTable)} t ` +
  `JOIN ${sql.table('run')} r ON r.collection_id = t.collection_id ` +
  `JOIN ${sql.table('collection')} c ON c.collection_id = t.collection_id `;

/** What {@link IDENTITY} has given. */
export const identityOf = (
  { name }: Pick<RegisteredDatasetType, 'name'>,
  row: ResultRow,
): DatasetIdentity => ({
  id: value.uuid(row['dataset_id']),
  datasetType: name,
  run: value.text(row['run']),
  dataId: {
    instrument: value.text(row['instrument']),
    detector: value.integer(row['detector']),
    exposure: value.integer(row['exposure']),
  },
});

/** Both conditions on the exposure hold. */
const exposuresOf = ({ exposure, exposures = [] }: DatasetQuery): readonly number[] =>
  exposure === undefined ? exposures : exposures.filter((id) => id === exposure);

/** Datasets of detectors and exposures in the runs that they were written to, by type, exposure and detector. */
export async function readDatasets(
  database: Database,
  registrations: Registrations,
  datastores: readonly FileDatastore[],
  query: DatasetQuery = {},
): Promise<readonly StoredDataset[]> {
  const { sql } = database;
  const types = (await registrations.allDatasetTypes()).filter(
    (type) => isOfExposures(type) && (query.datasetType === undefined || type.name === query.datasetType),
  );
  const found = await Promise.all(
    types.map(async (type) => {
      const { clause, parameters } = where(sql, {
        't.dataset_type_id': type.id,
        'c.name': query.run,
        't.instrument': query.instrument,
        't.exposure': query.exposures ? { type: 'bigint', values: exposuresOf(query) } : query.exposure,
        'e.day_obs': nights(query.day_obs),
        't.detector': query.detector,
      });
      const rows = await database.query(
        `SELECT ${IDENTITY}, f.path, f.file_size, f.formatter, f.storage_class ` +
          inTheirRuns(sql, type) +
          `LEFT JOIN ${fileRecords(sql, datastores)} f ON f.dataset_id = t.dataset_id AND f.component = '${NO_COMPONENT}' ` +
          (query.day_obs === undefined
            ? ''
            : `JOIN ${sql.table('exposure')} e ON e.instrument = t.instrument AND e.id = t.exposure `) +
          `${clause} ORDER BY t.instrument, t.exposure, t.detector, c.name${limited(query.limit)}`,
        parameters,
      );
      return rows.map((row) => ({
        ...identityOf(type, row),
        uri: value.textOrNull(row['path']),
        fileSize: value.integerOrNull(row['file_size']),
        formatter: value.textOrNull(row['formatter']),
        storageClass: value.textOrNull(row['storage_class']),
      }));
    }),
  );
  return found.flat();
}
