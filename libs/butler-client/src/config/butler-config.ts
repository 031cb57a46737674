import { isMap, parse, parseDocument, stringify } from 'yaml';
import { UnsupportedRegistryError } from '../errors.js';
import { KNOWN_MANAGERS } from '../registry/known-registry.js';
import { BUTLER_ROOT_TAG } from './database-url.js';

/** What butler.yaml says, with daf_butler's defaults. */
export interface ButlerConfig {
  readonly database: string;
  /** The registry's schema on PostgreSQL. */
  readonly schema: string | undefined;
  /** The name under which the datastore's files are booked. */
  readonly datastoreName: string;
  /** The table of the datastore's file records. */
  readonly recordsTable: string;
  /** The root that stands for `<butlerRoot>`, where the file says so. */
  readonly root: string | undefined;
  /** What we don't understand in it; nothing may be written then. */
  readonly problems: readonly string[];
}

const DATASTORE = 'lsst.daf.butler.datastores.fileDatastore.FileDatastore';
/** What a file without these keys means (configs/datastores/fileDatastore.yaml of daf_butler). */
const DEFAULT_DATASTORE_ROOT = `${BUTLER_ROOT_TAG}/datastore`;
const DEFAULT_RECORDS_TABLE = 'file_datastore_records';
const DEFAULT_DATABASE = `sqlite:///${BUTLER_ROOT_TAG}/gen3.sqlite3`;

/** The butler.yaml of a new repository, as daf_butler's makeRepo writes it. */
export function formatButlerConfig(database: string | undefined, schema: string | undefined): string {
  const managers = Object.fromEntries(
    Object.entries(KNOWN_MANAGERS).map(([kind, { configured }]) => [kind, configured]),
  );
  return stringify(
    {
      datastore: { cls: DATASTORE, records: { table: DEFAULT_RECORDS_TABLE }, root: BUTLER_ROOT_TAG },
      registry: {
        db: database ?? DEFAULT_DATABASE,
        managers,
        ...(schema === undefined ? {} : { namespace: schema }),
      },
    },
    { lineWidth: 0 },
  );
}

/**
 * Reads a repository's butler.yaml.
 * @throws UnsupportedRegistryError where it isn't one
 */
export function parseButlerConfig(text: string, place: string): ButlerConfig {
  const document = parseDocument(text);
  if (document.errors.length > 0 || !isMap(document.contents)) {
    const problem = document.errors[0]?.message.split('\n')[0] ?? 'no mapping';
    throw new UnsupportedRegistryError(`${place} is not a Butler configuration: ${problem}`, [problem]);
  }
  const config = parse(text) as Record<string, unknown>;
  const datastore = section(config, 'datastore');
  const registry = section(config, 'registry');
  const problems: string[] = [];
  if ('includeConfigs' in config) problems.push('it includes other configurations, which is not supported');
  const cls = datastore['cls'] ?? DATASTORE;
  if (cls !== DATASTORE) problems.push(`datastore class is ${String(cls)}, known is ${DATASTORE}`);
  problems.push(...managerProblems(section(registry, 'managers')));
  const datastoreRoot = datastore['root'] ?? DEFAULT_DATASTORE_ROOT;
  return {
    database: String(registry['db'] ?? DEFAULT_DATABASE),
    schema: registry['namespace'] === undefined ? undefined : String(registry['namespace']),
    datastoreName: String(datastore['name'] ?? `FileDatastore@${String(datastoreRoot)}`),
    recordsTable: String(section(datastore, 'records')['table'] ?? DEFAULT_RECORDS_TABLE),
    root: config['root'] === undefined ? undefined : String(config['root']),
    problems,
  };
}

function managerProblems(managers: Record<string, unknown>): readonly string[] {
  return Object.entries(managers).flatMap(([kind, value]) => {
    const known = (KNOWN_MANAGERS as Record<string, { configured: string; stored: string }>)[kind];
    // A manager's own settings may rename dataset types or add tables.
    const cls =
      typeof value === 'object' && value !== null ? `${JSON.stringify(value)} with settings` : String(value);
    if (known && (cls === known.configured || cls === known.stored)) return [];
    return [`configured manager '${kind}' is ${cls}, known is ${known?.configured ?? 'none of that kind'}`];
  });
}

function section(config: Record<string, unknown>, name: string): Record<string, unknown> {
  const value = config[name];
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
