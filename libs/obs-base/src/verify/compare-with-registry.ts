import { type FileDataset, type Repository, type StoredDataset, datasetId } from '@footman/butler-client';
import type { DescribedRaw } from '../described-raw.js';
import { defineExposures } from '../exposure-definition.js';
import { fileDataset } from '../file-dataset.js';
import { compareExposure } from './compare-exposure.js';
import { type Difference, oneSided } from './difference.js';

/**
 * Computes all rows of files that are in the Butler, and tells where the registry has others: exposures with their days, visits with their
 * regions and pixels, datasets with their files. Nothing is written.
 *
 * @throws ObsLsstError or SphgeomError where a header's values make no rows; ButlerError when the registry can't be read.
 */
export async function compareWithRegistry(
  repository: Repository,
  files: readonly DescribedRaw[],
): Promise<readonly Difference[]> {
  const differences: Difference[] = [];
  const definitions = defineExposures(files.filter((file) => file.kind === 'raw'));
  for (const definition of definitions) {
    const { instrument, id } = definition.exposure;
    const [stored] = await repository.exposureDetails(instrument, [id]);
    differences.push(...compareExposure(definition, stored));
  }
  const storedOf = datasetsByExposure(repository);
  for (const { file, exposure } of await withExposures(repository, files)) {
    const { instrument, detector_num: detector, observation_id: obs_id } = file.info;
    if (exposure === undefined) {
      differences.push(oneSided('exposure', { instrument, obs_id }, 'stored'));
      continue;
    }
    const dataset = fileDataset(file, exposure);
    const found = (await storedOf(instrument, exposure)).find(
      (stored) =>
        stored.datasetType === dataset.datasetType.name &&
        stored.run === dataset.run &&
        stored.dataId.detector === detector,
    );
    differences.push(...compareDataset(dataset, found));
  }
  return differences;
}

/** Reads an exposure's datasets once. */
function datasetsByExposure(
  repository: Repository,
): (instrument: string, exposure: number) => Promise<readonly StoredDataset[]> {
  const read = new Map<string, Promise<readonly StoredDataset[]>>();
  return (instrument, exposure) => {
    const key = `${instrument}/${exposure}`;
    const datasets = read.get(key) ?? repository.datasets({ instrument, exposure });
    read.set(key, datasets);
    return datasets;
  };
}

/** Guiders name their exposure by obs_id; its id is the registry's. */
async function withExposures(
  repository: Repository,
  files: readonly DescribedRaw[],
): Promise<readonly { readonly file: DescribedRaw; readonly exposure: number | undefined }[]> {
  const ids = new Map<string, number>();
  for (const { kind, info } of files) {
    if (kind === 'raw' || ids.has(info.observation_id)) continue;
    for (const [obs_id, id] of await repository.exposureIds(info.instrument, [info.observation_id]))
      ids.set(obs_id, id);
  }
  return files.map((file) => ({
    file,
    exposure: file.kind === 'raw' ? file.info.exposure_id : ids.get(file.info.observation_id),
  }));
}

function compareDataset(dataset: FileDataset, stored: StoredDataset | undefined): readonly Difference[] {
  const { dataId, datasetType, run } = dataset;
  const key = { dataset_type: datasetType.name, run, ...dataId };
  if (!stored) return [oneSided('dataset', key, 'stored')];
  const compare = (table: string, field: string, a: unknown, b: unknown): readonly Difference[] =>
    a === b ? [] : [{ table, key, field, stored: a, computed: b }];
  return [
    ...compare('dataset', 'id', stored.id, datasetId(dataset)),
    ...compare('file', 'path', stored.uri, dataset.uri),
    ...compare('file', 'file_size', stored.fileSize, dataset.fileSize),
    ...compare('file', 'formatter', stored.formatter, dataset.formatter),
    ...compare('file', 'storage_class', stored.storageClass, datasetType.storageClass),
  ];
}
