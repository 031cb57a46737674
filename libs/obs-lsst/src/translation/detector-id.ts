import { instrumentByName } from '../instrument.js';

const known = new Map<string, ReadonlyMap<string, number>>();

/** The number of an instrument's detector by its full name, such as R22_S11; undefined where it has none of that name. */
export function detectorId(instrument: string, full_name: string): number | undefined {
  let ids = known.get(instrument);
  if (!ids) {
    ids = new Map(
      instrumentByName(instrument).detectors.map((detector) => [detector.full_name, detector.id]),
    );
    known.set(instrument, ids);
  }
  return ids.get(full_name);
}
