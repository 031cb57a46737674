import { FileDatastore } from '../config/datastores.js';
import { DatasetTypeDefinition } from '../records.js';
import { RegisteredDatasetType } from '../registry/registrations.js';

/** Dataset types and runs that files are to be written to. */
export interface IngestPlan {
  readonly datasetTypes: readonly DatasetTypeDefinition[];
  readonly runs: readonly string[];
}

/** A privilege on a relation or on the registry's schema, by PostgreSQL's names. */
export interface Right {
  readonly kind: 'table' | 'sequence' | 'schema';
  /** Without schema; empty for the schema itself. */
  readonly name: string;
  readonly privilege: string;
}

/** What a plan still has to make in a registry. */
export interface Unmade {
  readonly datasetTypes: readonly DatasetTypeDefinition[];
  readonly runs: readonly string[];
  /** Tables of data IDs that are there already and will be used. */
  readonly tagsTables: readonly string[];
  /** Whether a table of data IDs has to be made, because no dataset type of its dimensions is registered. */
  readonly needsTagsTable: boolean;
}

/** Only looked at. */
const READ = [
  'butler_attributes',
  'instrument',
  'detector',
  'physical_filter',
  'collection',
  'run',
  'dataset_type',
  'dimension_graph_definition',
];
/** Where exposures and their visits go. */
const EXPOSURES = [
  'group',
  'day_obs',
  'exposure',
  'visit_system',
  'visit',
  'visit_definition',
  'visit_system_membership',
  'visit_detector_region',
  'visit_skypix_overlap',
  'visit_detector_region_skypix_overlap',
];
/** Where files go, the tables of data IDs and of file records apart. */
const FILES = [
  'dataset',
  'collection_summary_dataset_type',
  'collection_summary_instrument',
  'dataset_location',
];
/** What a table of data IDs refers to. */
const REFERRED = [
  'dataset_type',
  'dataset',
  'collection',
  'collection_summary_dataset_type',
  'collection_summary_instrument',
  'instrument',
  'detector',
  'exposure',
];

const rights = (kind: Right['kind'], names: readonly string[], ...privileges: string[]): readonly Right[] =>
  names.flatMap((name) => privileges.map((privilege) => ({ kind, name, privilege })));

/** What of a plan isn't registered. */
export function unmade(
  plan: IngestPlan,
  types: readonly RegisteredDatasetType[],
  runs: readonly string[],
): Unmade {
  const datasetTypes = plan.datasetTypes.filter(({ name }) => !types.some((type) => type.name === name));
  const dimensions = plan.datasetTypes.map((type) => [...type.dimensions].sort().join());
  const siblings = types.filter((type) => dimensions.includes([...type.dimensions].sort().join()));
  return {
    datasetTypes,
    runs: plan.runs.filter((run) => !runs.includes(run)),
    tagsTables: [...new Set(siblings.map((type) => type.tagsTable))],
    needsTagsTable: datasetTypes.some(
      (type) => !siblings.some((other) => other.dimensions.join() === [...type.dimensions].sort().join()),
    ),
  };
}

/**
 * All that an ingest role needs on PostgreSQL, by what it is for; each single one is needed. What SELECT is for besides reading: a row that is there
 * already is told by its key. What UPDATE is for: locking, as daf_butler does it, so that no two writers make a dataset type.
 */
export function ingestRights(
  { datasetTypes, runs, tagsTables, needsTagsTable }: Unmade,
  datastores: readonly FileDatastore[],
): Readonly<Record<'read' | 'exposures' | 'files' | 'runs' | 'datasetTypes', readonly Right[]>> {
  const records = [...new Set(datastores.map(({ recordsTable }) => recordsTable))];
  const keys = ['dimension_graph_key', 'dimension_graph_definition'];
  return {
    read: [...rights('schema', [''], 'USAGE'), ...rights('table', READ, 'SELECT')],
    exposures: rights('table', EXPOSURES, 'SELECT', 'INSERT'),
    files: rights('table', [...FILES, ...tagsTables, ...records], 'SELECT', 'INSERT'),
    runs:
      runs.length === 0
        ? []
        : [
            ...rights('table', ['collection', 'run'], 'INSERT'),
            ...rights('sequence', ['collection_seq_collection_id'], 'USAGE'),
          ],
    datasetTypes:
      datasetTypes.length === 0
        ? []
        : [
            ...rights('table', keys, 'UPDATE'),
            ...rights('table', ['dataset_type'], 'INSERT'),
            ...rights('sequence', ['dataset_type_seq_id'], 'USAGE'),
            ...(needsTagsTable
              ? [
                  ...rights('schema', [''], 'CREATE'),
                  ...rights('table', keys, 'INSERT'),
                  ...rights('table', ['dimension_graph_key'], 'SELECT'),
                  ...rights('sequence', ['dimension_graph_key_seq_id'], 'USAGE'),
                  ...rights('table', REFERRED, 'REFERENCES'),
                ]
              : []),
          ],
  };
}
