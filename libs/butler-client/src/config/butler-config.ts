import { stringify } from 'yaml';
import { KNOWN_MANAGERS } from '../registry/known-registry.js';
import { BUTLER_ROOT_TAG, ConnectionKeys } from './database-url.js';
import { FILE_DATASTORE, FileDatastore, parseDatastores, RECORDS_TABLE } from './datastores.js';
import { Mapping, section } from './load-config.js';

/** What butler.yaml says, with daf_butler's defaults. */
export interface ButlerConfig {
  readonly database: string;
  /** What the registry section says beside the URL, for what the URL lacks. */
  readonly connection: ConnectionKeys;
  /** The registry's schema on PostgreSQL. */
  readonly schema: string | undefined;
  /** The datastores that files are booked in, the first being asked first. */
  readonly datastores: readonly FileDatastore[];
  /** The root that stands for `<butlerRoot>`, where the file says so. */
  readonly root: string | undefined;
  /** What we don't understand in it; nothing may be written then. */
  readonly problems: readonly string[];
}

const DIRECT_BUTLER = 'lsst.daf.butler.direct_butler.DirectButler';
const DEFAULT_DATABASE = `sqlite:///${BUTLER_ROOT_TAG}/gen3.sqlite3`;

/** The butler.yaml of a new repository, as daf_butler's makeRepo writes it. */
export function formatButlerConfig(database: string | undefined, schema: string | undefined): string {
  const managers = Object.fromEntries(
    Object.entries(KNOWN_MANAGERS).map(([kind, { configured }]) => [kind, configured]),
  );
  return stringify(
    {
      datastore: { cls: FILE_DATASTORE, records: { table: RECORDS_TABLE }, root: BUTLER_ROOT_TAG },
      registry: {
        db: database ?? DEFAULT_DATABASE,
        managers,
        ...(schema === undefined ? {} : { namespace: schema }),
      },
    },
    { lineWidth: 0 },
  );
}

/** Reads a repository's configuration. */
export function parseButlerConfig(config: Mapping): ButlerConfig {
  const problems: string[] = [];
  const cls = config['cls'] ?? DIRECT_BUTLER;
  if (cls !== DIRECT_BUTLER) problems.push(`Butler class is ${String(cls)}, known is ${DIRECT_BUTLER}`);
  const outer = section(config, 'registry');
  // As included files may name their section themselves.
  const registry = 'registry' in outer ? section(outer, 'registry') : outer;
  const { files, problems: datastoreProblems } = parseDatastores(config['datastore']);
  problems.push(...datastoreProblems, ...managerProblems(section(registry, 'managers')));
  const textOf = (name: string): string | undefined =>
    registry[name] === undefined || registry[name] === null ? undefined : String(registry[name]);
  return {
    database: textOf('db') ?? DEFAULT_DATABASE,
    connection: {
      username: textOf('username'),
      password: textOf('password'),
      host: textOf('host'),
      port: textOf('port'),
      database: textOf('database'),
    },
    schema: textOf('namespace'),
    datastores: files,
    root: config['root'] === undefined ? undefined : String(config['root']),
    problems,
  };
}

function managerProblems(managers: Mapping): readonly string[] {
  return Object.entries(managers).flatMap(([kind, value]) => {
    const known = (KNOWN_MANAGERS as Record<string, { configured: string; stored: string }>)[kind];
    // A manager's own settings may rename dataset types or add tables.
    const cls =
      typeof value === 'object' && value !== null ? `${JSON.stringify(value)} with settings` : String(value);
    if (known && (cls === known.configured || cls === known.stored)) return [];
    return [`configured manager '${kind}' is ${cls}, known is ${known?.configured ?? 'none of that kind'}`];
  });
}
