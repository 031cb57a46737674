import {
  type ExposureDetails,
  type FileDataset,
  type Repository,
  type StoredDataset,
  datasetId,
} from '@footman/butler-client';
import { ObsLsstError } from '@footman/obs-lsst';
import { SphgeomError } from '@footman/sphgeom';
import type { DescribedRaw, ScienceRaw } from '../described-raw.js';
import { defineExposure } from '../exposure-definition.js';
import { fileDataset } from '../file-dataset.js';
import { compareExposure } from './compare-exposure.js';
import { type Difference, oneSided } from './difference.js';

/**
 * Computes all rows of files that are in the Butler, and tells where the registry has others: exposures with their days, visits with their
 * regions and pixels, datasets with their files. The first file of an exposure speaks for it, as it does in ingest. Nothing is written.
 *
 * @throws ButlerError when the registry can't be read.
 */
export async function compareWithRegistry(
  repository: Repository,
  files: readonly DescribedRaw[],
): Promise<readonly Difference[]> {
  const differences: Difference[] = [];
  const exposures = new Map<string, ScienceRaw>();
  for (const file of files) {
    if (file.kind !== 'raw') continue;
    const key = `${file.info.instrument}/${file.info.exposure_id}`;
    if (!exposures.has(key)) exposures.set(key, file);
  }
  for (const file of exposures.values()) {
    const [stored] = await repository.exposureDetails(file.info.instrument, [file.info.exposure_id]);
    differences.push(...compareScience(file, stored));
  }
  const storedOf = datasetsByExposure(repository);
  for (const { file, exposure } of await withExposures(repository, files)) {
    const { instrument, observation_id: obs_id } = file.info;
    if (exposure === undefined) {
      differences.push(oneSided('exposure', { instrument, obs_id }, 'stored'));
    } else {
      const dataset = fileDataset(file, exposure);
      differences.push(...compareDataset(dataset, await storedOf(instrument, exposure)));
    }
  }
  return differences;
}

/** Values that make no rows (times that no calendar has, positions off the sphere) come to light when the rows are made. */
function compareScience(
  { info, visits }: ScienceRaw,
  stored: ExposureDetails | undefined,
): readonly Difference[] {
  try {
    return compareExposure(defineExposure(info, visits), stored);
  } catch (error) {
    if (!(error instanceof ObsLsstError || error instanceof SphgeomError)) throw error;
    const { instrument, exposure_id: exposure, observation_id: obs_id } = info;
    const [there, computed] = [stored ? 'present' : 'absent', `refused: ${error.message}`];
    return [
      { table: 'exposure', key: { instrument, exposure, obs_id }, field: 'row', stored: there, computed },
    ];
  }
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

function compareDataset(dataset: FileDataset, stored: readonly StoredDataset[]): readonly Difference[] {
  const { dataId, datasetType, run } = dataset;
  const key = { dataset_type: datasetType.name, ...dataId };
  const candidates = stored.filter(
    (each) => each.datasetType === datasetType.name && each.dataId.detector === dataId.detector,
  );
  const found = candidates.find((each) => each.run === run) ?? candidates[0];
  if (!found) return [oneSided('dataset', key, 'stored')];
  const compare = (table: string, field: string, a: unknown, b: unknown): readonly Difference[] =>
    a === b ? [] : [{ table, key, field, stored: a, computed: b }];
  return [
    ...compare('dataset', 'run', found.run, run),
    ...compare('dataset', 'id', found.id, datasetId({ ...dataset, run: found.run })),
    ...compare('file', 'path', found.uri, dataset.uri),
    ...compare('file', 'file_size', found.fileSize, dataset.fileSize),
    ...compare('file', 'formatter', found.formatter, dataset.formatter),
    ...compare('file', 'storage_class', found.storageClass, datasetType.storageClass),
  ];
}
