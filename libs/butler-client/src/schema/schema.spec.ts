import { shrinkName } from './shrink-name.js';
import { createTagsTable, tagsTableName, unsupportedDimensions } from './tags-table.js';

const RAW = ['instrument', 'detector', 'exposure'];

describe('names on PostgreSQL', () => {
  it('stay when they fit', () => {
    expect(shrinkName('fkey_dataset_tags_00000001_dataset_type_id_dataset_type_id')).toBe(
      'fkey_dataset_tags_00000001_dataset_type_id_dataset_type_id',
    );
  });

  it('are shortened to 63 characters with the hash that daf_butler gives', () => {
    // From a schema that daf_butler made.
    expect(
      shrinkName('dataset_tags_00000001_unq_dataset_type_id_collection_id_instrument_detector_exposure'),
    ).toBe('dataset_tags_00000001_unq_dataset_type_id_collection_i_48a667f4');
    expect(shrinkName('fkey_dataset_tags_00000001_exposure_instrument_id_instrument_exposure')).toBe(
      'fkey_dataset_tags_00000001_exposure_instrument_id_inst_18d8c40e',
    );
  });
});

describe('a table of datasets', () => {
  it('is numbered with eight digits', () => {
    expect(tagsTableName(12)).toBe('dataset_tags_00000012');
  });

  it('has its columns in the order of the dimension universe, however they are given', () => {
    const make = (d: readonly string[]) => createTagsTable('sqlite', 't', d, (n) => n);
    expect(make(['exposure', 'detector', 'instrument'])).toEqual(make(RAW));
  });

  it('has an index for each foreign key', () => {
    const [table, ...indexes] = createTagsTable('postgresql', 't', RAW, (n) => n);
    expect(table?.match(/FOREIGN KEY/g)).toHaveLength(indexes.length);
  });

  it('is not made for dimensions that raw files don’t have', () => {
    expect(unsupportedDimensions(RAW)).toBeNull();
    expect(unsupportedDimensions(['instrument', 'tract'])).toContain('tract');
    expect(unsupportedDimensions(['detector'])).toContain('instrument');
  });
});
