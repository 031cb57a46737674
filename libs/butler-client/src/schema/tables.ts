import { ColumnType, defineTable, Table } from '../database/table.js';

const instrument = { instrument: 'text' } as const;
const skypix = { skypix_system: 'text', skypix_level: 'integer' } as const;

/** The tables that are written by rows; `records.ts` has the records of the dimensions among them. */
export const TABLES = {
  instrument: defineTable('instrument', ['name'], {
    name: 'text',
    visit_max: 'integer',
    visit_system: 'integer',
    exposure_max: 'integer',
    detector_max: 'integer',
    class_name: 'text',
  }),
  detector: defineTable('detector', ['instrument', 'id'], {
    ...instrument,
    id: 'integer',
    full_name: 'text',
    name_in_raft: 'text',
    raft: 'text',
    purpose: 'text',
  }),
  physicalFilter: defineTable('physical_filter', ['instrument', 'name'], {
    ...instrument,
    name: 'text',
    band: 'text',
  }),
  visitSkypixSummary: defineTable(
    'visit_skypix_overlap_summary',
    ['skypix_system', 'skypix_level', 'instrument'],
    { ...skypix, ...instrument },
  ),
  regionSkypixSummary: defineTable(
    'visit_detector_region_skypix_overlap_summary',
    ['skypix_system', 'skypix_level', 'instrument'],
    { ...skypix, ...instrument },
  ),
  group: defineTable('group', ['instrument', 'name'], { ...instrument, name: 'text' }),
  dayObs: defineTable('day_obs', ['instrument', 'id'], {
    ...instrument,
    id: 'integer',
    timespan: 'timespan',
  }),
  exposure: defineTable('exposure', ['instrument', 'id'], {
    ...instrument,
    id: 'integer',
    day_obs: 'integer',
    group: 'text',
    physical_filter: 'text',
    obs_id: 'text',
    exposure_time: 'float',
    dark_time: 'float',
    observation_type: 'text',
    observation_reason: 'text',
    seq_num: 'integer',
    seq_start: 'integer',
    seq_end: 'integer',
    target_name: 'text',
    science_program: 'text',
    tracking_ra: 'float',
    tracking_dec: 'float',
    sky_angle: 'float',
    azimuth: 'float',
    zenith_angle: 'float',
    has_simulated: 'boolean',
    can_see_sky: 'boolean',
    timespan: 'timespan',
  }),
  visitSystem: defineTable('visit_system', ['instrument', 'id'], {
    ...instrument,
    id: 'integer',
    name: 'text',
  }),
  visit: defineTable('visit', ['instrument', 'id'], {
    ...instrument,
    id: 'integer',
    day_obs: 'integer',
    physical_filter: 'text',
    name: 'text',
    seq_num: 'integer',
    exposure_time: 'float',
    target_name: 'text',
    observation_reason: 'text',
    science_program: 'text',
    azimuth: 'float',
    zenith_angle: 'float',
    region: 'text',
    timespan: 'timespan',
  }),
  visitDefinition: defineTable('visit_definition', ['instrument', 'exposure', 'visit'], {
    ...instrument,
    exposure: 'integer',
    visit: 'integer',
  }),
  visitSystemMembership: defineTable('visit_system_membership', ['instrument', 'visit_system', 'visit'], {
    ...instrument,
    visit_system: 'integer',
    visit: 'integer',
  }),
  visitDetectorRegion: defineTable('visit_detector_region', ['instrument', 'detector', 'visit'], {
    ...instrument,
    detector: 'integer',
    visit: 'integer',
    region: 'text',
  }),
  visitSkypix: defineTable(
    'visit_skypix_overlap',
    ['skypix_system', 'skypix_level', 'instrument', 'visit', 'skypix_index'],
    { ...skypix, ...instrument, visit: 'integer', skypix_index: 'integer' },
  ),
  regionSkypix: defineTable(
    'visit_detector_region_skypix_overlap',
    ['skypix_system', 'skypix_level', 'instrument', 'detector', 'visit', 'skypix_index'],
    { ...skypix, ...instrument, detector: 'integer', visit: 'integer', skypix_index: 'integer' },
  ),
  run: defineTable('run', ['collection_id'], {
    collection_id: 'integer',
    host: 'text',
    timespan: 'timespan',
  }),
  summaryDatasetType: defineTable('collection_summary_dataset_type', ['collection_id', 'dataset_type_id'], {
    collection_id: 'integer',
    dataset_type_id: 'integer',
  }),
  summaryInstrument: defineTable('collection_summary_instrument', ['collection_id', 'instrument'], {
    collection_id: 'integer',
    ...instrument,
  }),
  graphDefinition: defineTable('dimension_graph_definition', ['dimension_graph_id', 'dimension_name'], {
    dimension_graph_id: 'integer',
    dimension_name: 'text',
  }),
  dataset: defineTable('dataset', ['id'], {
    id: 'uuid',
    dataset_type_id: 'integer',
    ingest_date: 'integer',
    run_id: 'integer',
  }),
  datasetLocation: defineTable('dataset_location', ['datastore_name', 'dataset_id'], {
    datastore_name: 'text',
    dataset_id: 'uuid',
  }),
  butlerAttributes: defineTable('butler_attributes', ['name'], { name: 'text', value: 'text' }),
  opaqueMeta: defineTable('opaque_meta', ['table_name'], { table_name: 'text' }),
} as const satisfies Record<string, Table>;

/** The table of a file datastore's records, which butler.yaml names. */
export function fileRecordsTable(name: string): Table {
  return defineTable(name, ['dataset_id', 'component'], {
    dataset_id: 'uuid',
    path: 'text',
    formatter: 'text',
    storage_class: 'text',
    component: 'text',
    checksum: 'text',
    file_size: 'integer',
  });
}

/** The table of the datasets of one dimension group, here always instrument, detector, exposure. */
export function tagsTable(name: string): Table {
  const columns: Record<string, ColumnType> = {
    dataset_type_id: 'integer',
    dataset_id: 'uuid',
    collection_id: 'integer',
    instrument: 'text',
    detector: 'integer',
    exposure: 'integer',
  };
  return defineTable(name, ['dataset_id', 'collection_id'], columns);
}
