import { FileDatastore } from '../config/datastores.js';
import { Insert } from '../database/database.js';
import { FileDataset } from '../records.js';
import { RegisteredDatasetType } from '../registry/registrations.js';
import { fileRecordsTable, TABLES, tagsTable } from '../schema/tables.js';
import { taiNow } from './tai-now.js';

/** A file with the ids under which the registry keeps it. */
export interface IdentifiedDataset {
  readonly dataset: FileDataset;
  readonly id: string;
  readonly runId: number;
  readonly type: RegisteredDatasetType;
}

/** What daf_butler writes for "no component" into a column that may not be null. */
export const NO_COMPONENT = '__NULL_STRING__';

/**
 * Rows of files, parents first and in daf_butler's order, so that the two take their locks alike; the last inserts are those of the
 * datastores' records, one for each datastore. A file goes to all datastores that take it, as ChainedDatastore has it.
 */
export function datasetInserts(
  datasets: readonly IdentifiedDataset[],
  datastores: readonly FileDatastore[],
): readonly Insert[] {
  const ingestDate = taiNow();
  const types = new Map(datasets.map(({ runId, type }) => [`${runId} ${type.id}`, { runId, type }]));
  const instruments = new Map(
    datasets.map(({ runId, dataset }) => [`${runId} ${dataset.dataId.instrument}`, { runId, dataset }]),
  );
  const names = [...new Set(datasets.map(({ type }) => type.tagsTable))];
  return [
    {
      table: TABLES.dataset,
      rows: datasets.map(({ id, runId, type }) => ({
        id,
        dataset_type_id: type.id,
        ingest_date: ingestDate,
        run_id: runId,
      })),
    },
    {
      table: TABLES.summaryDatasetType,
      rows: [...types.values()].map(({ runId, type }) => ({
        collection_id: runId,
        dataset_type_id: type.id,
      })),
    },
    {
      table: TABLES.summaryInstrument,
      rows: [...instruments.values()].map(({ runId, dataset }) => ({
        collection_id: runId,
        instrument: dataset.dataId.instrument,
      })),
    },
    ...names.map((name) => ({
      table: tagsTable(name),
      rows: datasets
        .filter(({ type }) => type.tagsTable === name)
        .map(({ dataset, id, runId, type }) => ({
          dataset_type_id: type.id,
          dataset_id: id,
          collection_id: runId,
          ...dataset.dataId,
        })),
    })),
    {
      table: TABLES.datasetLocation,
      rows: datastores.flatMap((datastore) =>
        datasets
          .filter(({ dataset }) => takes(datastore, dataset))
          .map(({ id }) => ({ datastore_name: datastore.name, dataset_id: id })),
      ),
    },
    ...datastores.map((datastore) => ({
      table: fileRecordsTable(datastore.recordsTable),
      rows: datasets
        .filter(({ dataset }) => takes(datastore, dataset))
        .map(({ dataset, id }) => ({
          dataset_id: id,
          path: dataset.uri,
          formatter: dataset.formatter,
          storage_class: dataset.datasetType.storageClass,
          component: NO_COMPONENT,
          checksum: null,
          file_size: dataset.fileSize,
        })),
    })),
  ];
}

/** Whether a datastore's constraints let a file in. */
export const takes = (
  { accepts }: FileDatastore,
  { datasetType, dataId }: Pick<FileDataset, 'datasetType' | 'dataId'>,
): boolean =>
  accepts({
    datasetType: datasetType.name,
    storageClass: datasetType.storageClass,
    instrument: dataId.instrument,
  });
