import type { Repository, StoredDataset } from '@footman/butler-client';
import { instrumentByName, instrumentNames } from '@footman/obs-lsst';

/** What of the Butler is read. */
export type Registry = Pick<Repository, 'exposures' | 'instruments' | 'datasets' | 'filesAt'>;

/** The dataset types of raw files that are no guiders'. */
const RAW_TYPES = [
  ...new Set(instrumentNames.map((name) => instrumentByName(name).files.raw.datasetType.name)),
];

/**
 * The raw datasets of a night, those of a hundred sequence numbers of an instrument at a time, as Rucio's datasets have them: some
 * twenty thousand files of the largest camera.
 */
export async function* nightHundreds(
  registry: Registry,
  night: number,
): AsyncGenerator<readonly StoredDataset[], void> {
  const hundreds = new Map<string, { readonly instrument: string; readonly exposures: number[] }>();
  for (const { instrument, id, seq_num } of await registry.exposures({ day_obs: night })) {
    const name = `${instrument} ${Math.floor((seq_num ?? 0) / 100)}`;
    const hundred = hundreds.get(name) ?? { instrument, exposures: [] };
    hundred.exposures.push(id);
    hundreds.set(name, hundred);
  }
  for (const hundred of hundreds.values()) {
    const found = await Promise.all(
      RAW_TYPES.map((datasetType) => registry.datasets({ ...hundred, datasetType })),
    );
    yield found.flat();
  }
}
