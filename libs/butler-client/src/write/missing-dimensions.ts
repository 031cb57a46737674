import { MissingDimension, MissingDimensionError } from '../errors.js';
import { Batch } from '../results.js';
import { Registrations } from '../registry/registrations.js';

/**
 * Makes sure that the registry has the instruments, physical filters and detectors that a batch refers to.
 * @throws MissingDimensionError naming all that it hasn't
 */
export async function assertRegistered(
  registrations: Registrations,
  { exposures, datasets }: Batch,
): Promise<void> {
  const instruments = new Map<string, { filters: Set<string>; detectors: Set<number> }>();
  const of = (name: string) => {
    const entry = instruments.get(name) ?? { filters: new Set<string>(), detectors: new Set<number>() };
    instruments.set(name, entry);
    return entry;
  };
  for (const { exposure, visit } of exposures) {
    const { filters, detectors } = of(exposure.instrument);
    filters.add(exposure.physical_filter);
    if (!visit) continue;
    filters.add(visit.visit.physical_filter);
    for (const detector of visit.detectors.keys()) detectors.add(detector);
  }
  for (const { dataId } of datasets) of(dataId.instrument).detectors.add(dataId.detector);

  const missing: MissingDimension[] = [];
  for (const [instrument, { filters, detectors }] of instruments) {
    if ((await registrations.missing('instrument', instrument, [instrument])).length > 0) {
      missing.push({ dimension: 'instrument', dataId: { instrument } });
      continue;
    }
    for (const name of await registrations.missing('physical_filter', instrument, filters)) {
      missing.push({ dimension: 'physical_filter', dataId: { instrument, physical_filter: name } });
    }
    for (const detector of await registrations.missing('detector', instrument, detectors)) {
      missing.push({ dimension: 'detector', dataId: { instrument, detector } });
    }
  }
  if (missing.length > 0)
    throw missingDimensionError(missing, 'Register the instrument (again) and try again.');
}

/** The error for dimension values that nobody registered, and what to do about it. */
export function missingDimensionError(
  missing: readonly MissingDimension[],
  advice: string,
): MissingDimensionError {
  const names = missing
    .slice(0, 5)
    .map(({ dimension, dataId }) => `${dimension} ${Object.values(dataId).join('/')}`)
    .join(', ');
  const more = missing.length > 5 ? ` and ${missing.length - 5} more` : '';
  return new MissingDimensionError(`The registry doesn't have ${names}${more}. ${advice}`, missing);
}
