import type { Repository } from '@footman/butler-client';
import { GUIDER_RAW, instrumentByName } from '@footman/obs-lsst';

/**
 * Registers instruments, and the dataset type of guiders, which Rubin's own guider ingest expects to be there; those of raws come
 * with the first of them.
 *
 * @throws UnknownInstrumentError before anything is written when one of the names isn't known.
 */
export async function registerInstruments(repository: Repository, names: readonly string[]): Promise<void> {
  const instruments = names.map((name) => instrumentByName(name));
  for (const { definition } of instruments) await repository.registerInstrument(definition);
  await repository.registerDatasetType(GUIDER_RAW);
}
