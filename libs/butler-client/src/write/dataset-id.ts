import { v5 as uuid5 } from 'uuid';
import { FileDataset } from '../records.js';

/** uuid5 of DNS name 'lsst.org': the namespace of all dataset ids. */
const NAMESPACE = '840b31d9-05cd-5161-b2c8-00d32b280d0f';

/**
 * A dataset's UUID, which follows from its type, run and data ID, so that whoever writes the same file writes the same row
 * (DatasetIdGenEnum.DATAID_TYPE_RUN of daf_butler).
 */
export function datasetId({
  datasetType,
  run,
  dataId,
}: Pick<FileDataset, 'datasetType' | 'run' | 'dataId'>): string {
  const values = Object.entries(dataId)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`);
  return uuid5([`dataset_type=${datasetType.name}`, `run=${run}`, ...values].join(','), NAMESPACE);
}
