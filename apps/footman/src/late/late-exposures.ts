import type { LateDataset, Nights, Repository } from '@footman/butler-client';
import { instrumentByName, instrumentNames } from '@footman/obs-lsst';
import { registeredNights } from '../operator/registered-nights.js';

/** An exposure with late datasets. Times are in milliseconds since the epoch, UTC. */
export interface LateExposure {
  readonly instrument: string;
  readonly exposure: number;
  readonly obs_id: string;
  readonly day_obs: number;
  readonly exposureEnded: number;
  readonly firstIngested: number;
  readonly lastIngested: number;
  /** Its late datasets, by detector. */
  readonly datasets: readonly LateDataset[];
  /** How many raw datasets it has, late or not. */
  readonly files: number;
  /** The full names of detectors that have no raw dataset. */
  readonly missing: readonly string[];
}

/** Which exposures. */
export interface LateSelection {
  readonly afterMs: number;
  readonly instrument?: string | undefined;
  readonly nights?: Nights | undefined;
}

/** Exposures whose datasets are read at once: ten thousand datasets. */
const AT_ONCE = 50;

/** Exposures with late datasets, a night at a time, by instrument and exposure within it. */
export async function* lateExposures(
  repository: Repository,
  { afterMs, instrument, nights }: LateSelection,
): AsyncGenerator<LateExposure, void> {
  const types = rawTypes();
  for (const day_obs of await registeredNights(repository, { instrument, nights })) {
    const late = await repository.lateDatasets({ afterMs, datasetTypes: types, instrument, day_obs });
    for (const name of new Set(late.map(({ dataId }) => dataId.instrument))) {
      const own = byExposure(late.filter(({ dataId }) => dataId.instrument === name));
      for (let i = 0; i < own.length; i += AT_ONCE)
        yield* withMissing(repository, types, name, own.slice(i, i + AT_ONCE));
    }
  }
}

/** The dataset types of raw files: others of exposures, such as corrected images, are made later by their nature. */
function rawTypes(): readonly string[] {
  const kinds = instrumentNames.flatMap((name) => Object.values(instrumentByName(name).files));
  return [...new Set(kinds.flatMap((kind) => kind?.datasetType.name ?? []))];
}

function byExposure(datasets: readonly LateDataset[]): LateDataset[][] {
  const groups = new Map<number, LateDataset[]>();
  for (const dataset of datasets) {
    const { exposure } = dataset.dataId;
    groups.set(exposure, [...(groups.get(exposure) ?? []), dataset]);
  }
  return [...groups.values()];
}

async function* withMissing(
  repository: Repository,
  types: readonly string[],
  instrument: string,
  groups: readonly LateDataset[][],
): AsyncGenerator<LateExposure, void> {
  const exposures = groups.map(([first]) => (first as LateDataset).dataId.exposure);
  const detectors = await repository.detectors({ instrument });
  const present = new Map(exposures.map((id) => [id, new Set<number>()]));
  const files = new Map(exposures.map((id) => [id, 0]));
  for (const datasetType of types)
    for (const { dataId } of await repository.datasets({ datasetType, instrument, exposures })) {
      present.get(dataId.exposure)?.add(dataId.detector);
      files.set(dataId.exposure, (files.get(dataId.exposure) ?? 0) + 1);
    }
  for (const [i, datasets] of groups.entries()) {
    const [{ obs_id, day_obs, exposureEnded }] = datasets as [LateDataset];
    const exposure = exposures[i] as number;
    const times = datasets.map(({ ingestDate }) => ingestDate);
    yield {
      instrument,
      exposure,
      obs_id,
      day_obs,
      exposureEnded,
      firstIngested: Math.min(...times),
      lastIngested: Math.max(...times),
      datasets: [...datasets].sort((a, b) => a.dataId.detector - b.dataId.detector),
      files: files.get(exposure) ?? 0,
      missing: detectors
        .filter(({ id }) => !present.get(exposure)?.has(id))
        .map(({ full_name }) => full_name),
    };
  }
}
