import { BUTLER_ROOT_TAG } from './database-url.js';
import { Constraints, parseConstraints } from './constraints.js';
import { isMapping, Mapping, section } from './load-config.js';

/** A file datastore of a repository. */
export interface FileDatastore {
  /** The name under which its files are booked. */
  readonly name: string;
  /** The table of its file records. */
  readonly recordsTable: string;
  /** Whether it takes a dataset, its own constraints and its chains' taken together. */
  readonly accepts: Constraints;
}

/** What a configuration's `datastore` section comes to. */
export interface Datastores {
  /** In the order in which they are asked for a dataset. */
  readonly files: readonly FileDatastore[];
  /** What we don't understand in it. */
  readonly problems: readonly string[];
}

const PACKAGE = 'lsst.daf.butler.datastores';
/** The class of a datastore that names none. */
export const FILE_DATASTORE = `${PACKAGE}.fileDatastore.FileDatastore`;
export const RECORDS_TABLE = 'file_datastore_records';
const CHAINED_DATASTORE = `${PACKAGE}.chainedDatastore.ChainedDatastore`;
/** Datastores that take no files in, so that a chain passes them over. The second is analysis_tools' and sends metrics away. */
const WITHOUT_FILES: readonly unknown[] = [
  `${PACKAGE}.inMemoryDatastore.InMemoryDatastore`,
  'lsst.analysis.tools.interfaces.datastore.SasquatchDatastore',
];

/**
 * Reads a `datastore` section, of a file datastore or a chain of datastores. Names are those that Rubin's own code gives: the given one, else
 * `FileDatastore@` and the root as it is written. Source: daf_butler, FileDatastore and ChainedDatastore.
 */
export function parseDatastores(value: unknown): Datastores {
  const problems: string[] = [];
  const files = read(value, () => true, problems);
  for (const [i, { name }] of files.entries()) {
    if (files.slice(0, i).some((other) => other.name === name))
      problems.push(`two datastores are named ${name}`);
  }
  if (files.length === 0 && problems.length === 0) problems.push('no datastore takes files');
  return { files, problems };
}

function read(value: unknown, above: Constraints, problems: string[]): readonly FileDatastore[] {
  const outer = isMapping(value) ? value : {};
  const config: Mapping = isMapping(outer['datastore']) ? outer['datastore'] : outer;
  const constraints = constraintsOf(config, problems);
  const accepts: Constraints = (dataset) => above(dataset) && constraints(dataset);
  const cls = config['cls'] ?? FILE_DATASTORE;
  if (cls === FILE_DATASTORE) {
    // What a datastore without these keys means (configs/datastores/fileDatastore.yaml of daf_butler).
    const root = String(config['root'] ?? `${BUTLER_ROOT_TAG}/datastore`);
    const name = String(config['name'] ?? `FileDatastore@${root}`);
    return [{ name, recordsTable: String(section(config, 'records')['table'] ?? RECORDS_TABLE), accepts }];
  }
  if (cls === CHAINED_DATASTORE) {
    const children = Array.isArray(config['datastores']) ? (config['datastores'] as unknown[]) : [];
    const overrides = config['datastore_constraints'];
    if (overrides !== undefined && (!Array.isArray(overrides) || overrides.length !== children.length)) {
      problems.push('datastore_constraints has not one entry for each of the chained datastores');
      return [];
    }
    return children.flatMap((child, i) => {
      const override: unknown = Array.isArray(overrides) ? overrides[i] : {};
      const own = constraintsOf(isMapping(override) ? override : {}, problems);
      return read(child, (dataset) => accepts(dataset) && own(dataset), problems);
    });
  }
  if (!WITHOUT_FILES.includes(cls))
    problems.push(
      `datastore class is ${String(cls)}, known is ${FILE_DATASTORE}, also within a ChainedDatastore`,
    );
  return [];
}

function constraintsOf(config: Mapping, problems: string[]): Constraints {
  try {
    return parseConstraints(config['constraints']);
  } catch (error) {
    problems.push((error as Error).message);
    return () => false;
  }
}
