import { isMapping, Mapping } from './load-config.js';

/** What constraints look at. */
export interface ConstrainedDataset {
  readonly datasetType: string;
  readonly storageClass: string;
  readonly instrument: string;
}

/** Whether a datastore takes a dataset. */
export type Constraints = (dataset: ConstrainedDataset) => boolean;

/** The dimensions of raw files with those that they imply. */
const RAW_DIMENSIONS = ['band', 'day_obs', 'detector', 'exposure', 'group', 'instrument', 'physical_filter'];
const ALL = 'all';

/** A name that datasets may be listed by, for one instrument only where that is given. */
interface Key {
  readonly name: string;
  readonly instrument: string | undefined;
}

/**
 * Reads a `constraints` section: `accept` and `reject` list dataset types, storage classes, dimensions (`instrument+detector+exposure`) or
 * `all`, each possibly within `instrument<NAME>`. What is accepted by name wins over what is rejected by name, and both win over `all`. Source:
 * daf_butler, Constraints.
 * @throws Error in a sentence where it can't be understood
 */
export function parseConstraints(value: unknown): Constraints {
  const config = isMapping(value) ? value : {};
  const accepted = keysOf(config['accept']);
  const rejected = keysOf(config['reject']);
  const isForAll = ({ name, instrument }: Key) => name === ALL && instrument === undefined;
  if (accepted.some(isForAll) && rejected.some(isForAll))
    throw new Error("constraints can't accept and reject 'all'");
  return ({ datasetType, storageClass, instrument }) => {
    const applies = (key: Key) => key.instrument === undefined || key.instrument === instrument;
    const isNamed = ({ name, ...key }: Key) =>
      applies({ name, ...key }) && (name === datasetType || name === storageClass || isOfRaws(name));
    const isAll = (key: Key) => applies(key) && key.name === ALL;
    if (accepted.some(isNamed)) return true;
    if (rejected.some(isNamed) || rejected.some(isAll)) return false;
    return accepted.length === 0 || accepted.some(isAll);
  };
}

function keysOf(list: unknown): readonly Key[] {
  if (list === undefined || list === null) return [];
  if (!Array.isArray(list)) throw new Error('constraints have to be lists');
  return list.flatMap((item: unknown): readonly Key[] => {
    if (!isMapping(item)) return [{ name: String(item), instrument: undefined }];
    const [[within, names] = ['', undefined], ...more] = Object.entries(item as Mapping);
    const [, dimension, value] = /^([a-z_]+)<(.*)>$/.exec(within) ?? [];
    if (dimension === undefined || more.length > 0 || !Array.isArray(names)) {
      throw new Error(`constraint '${within}' is not of the form 'instrument<NAME>': [...]`);
    }
    // Only the instrument is ever looked at.
    if (dimension !== 'instrument') return names.map(() => ({ name: '', instrument: undefined }));
    return names.map((name) => ({ name: String(name), instrument: value }));
  });
}

/** True for dimensions that make up those of raw files, such as `physical_filter+detector+exposure`. */
function isOfRaws(name: string): boolean {
  const names = name.split('+').filter(Boolean);
  return (
    name.includes('+') &&
    names.every((each) => RAW_DIMENSIONS.includes(each)) &&
    names.includes('exposure') &&
    names.includes('detector')
  );
}
