import { DatasetResult, DatasetStatus } from '../results.js';
import { IdentifiedDataset } from './dataset-inserts.js';
import { placeOf, StoredFile } from './stored-files.js';

/** Which files are to be written, and what is known of all of them before. */
export interface DatasetPlan {
  readonly toWrite: readonly IdentifiedDataset[];
  /** In the order given; those to be written are 'new' already. */
  readonly results: readonly DatasetResult[];
}

/** Decides what is to be written, given what is stored under the same data IDs. */
export function planDatasets(
  datasets: readonly IdentifiedDataset[],
  stored: ReadonlyMap<string, StoredFile>,
): DatasetPlan {
  const known = new Map(stored);
  const toWrite: IdentifiedDataset[] = [];
  const results = datasets.map((dataset) => {
    const result = compareWithStored(dataset, known);
    if (result.status === 'new') {
      toWrite.push(dataset);
      // A second file of the same data ID in one batch meets the first.
      const { uri, fileSize } = dataset.dataset;
      known.set(place(dataset), { id: dataset.id, uri, size: fileSize });
    }
    return result;
  });
  return { toWrite, results };
}

/** What a file is, compared with what is stored under its data ID. */
export function compareWithStored(
  dataset: IdentifiedDataset,
  stored: ReadonlyMap<string, StoredFile>,
): DatasetResult {
  const there = stored.get(place(dataset));
  const { uri, fileSize } = dataset.dataset;
  // A dataset without a file was taken out of the datastore; its file may come back.
  if (!there || (there.uri === null && there.id === dataset.id))
    return resultOf(dataset, 'new', uri, fileSize);
  if (there.uri !== uri) return resultOf(dataset, 'conflict', there.uri, there.size);
  const sizesKnown = there.size !== null && there.size >= 0 && fileSize >= 0;
  const status = sizesKnown && there.size !== fileSize ? 'corrected' : 'existing';
  return resultOf(dataset, status, there.uri, there.size);
}

function resultOf(
  { dataset, id }: IdentifiedDataset,
  status: DatasetStatus,
  storedUri: string | null,
  storedSize: number | null,
): DatasetResult {
  return { dataset, id, status, storedUri, storedSize };
}

const place = ({ runId, type, dataset }: IdentifiedDataset): string =>
  placeOf(runId, type.id, dataset.dataId);
