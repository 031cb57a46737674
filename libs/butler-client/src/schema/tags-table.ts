import { shrinkName } from './shrink-name.js';

/** A dimension that a dataset type may have, in the universe's order: its column's type and the key that it refers to. */
const DIMENSIONS: Readonly<Record<string, 'text' | 'bigint'>> = {
  instrument: 'text',
  day_obs: 'bigint',
  detector: 'bigint',
  group: 'text',
  physical_filter: 'text',
  exposure: 'bigint',
  visit: 'bigint',
};
const NAMED = new Set(['instrument', 'group', 'physical_filter']);

/** Why dataset types of these dimensions can't be registered here, or null where they can. */
export function unsupportedDimensions(dimensions: readonly string[]): string | null {
  const unknown = dimensions.filter((d) => !(d in DIMENSIONS));
  if (unknown.length > 0)
    return `dimension ${unknown.join(', ')} is not one of ${Object.keys(DIMENSIONS).join(', ')}`;
  return dimensions.includes('instrument') ? null : 'dimension instrument is missing';
}

/** The name of the table that holds the datasets of a dimension group. */
export const tagsTableName = (dimensionsKey: number): string =>
  `dataset_tags_${String(dimensionsKey).padStart(8, '0')}`;

interface ForeignKey {
  readonly table: string;
  readonly source: readonly string[];
  readonly target: readonly string[];
  readonly onDelete?: 'CASCADE';
}

/**
 * Statements that make the table of a dimension group's datasets, with daf_butler's names for all constraints and indexes.
 * @param qualify - quotes a table's name and adds its schema
 */
export function createTagsTable(
  dialect: 'postgresql' | 'sqlite',
  name: string,
  dimensions: readonly string[],
  qualify: (table: string) => string,
): readonly string[] {
  const required = Object.keys(DIMENSIONS).filter((d) => dimensions.includes(d));
  const shrink = dialect === 'postgresql' ? shrinkName : (s: string) => s;
  const uuid = dialect === 'postgresql' ? 'UUID' : 'CHAR(32)';
  const short = dialect === 'postgresql' ? 'character varying(32)' : 'VARCHAR(32)';
  const columnType = (d: string): string =>
    d === 'group' ? 'TEXT' : DIMENSIONS[d] === 'text' ? short : 'BIGINT';

  const foreignKeys: ForeignKey[] = [
    { table: 'dataset_type', source: ['dataset_type_id'], target: ['id'] },
    { table: 'dataset', source: ['dataset_id'], target: ['id'], onDelete: 'CASCADE' },
    { table: 'collection', source: ['collection_id'], target: ['collection_id'], onDelete: 'CASCADE' },
    {
      table: 'collection_summary_dataset_type',
      source: ['collection_id', 'dataset_type_id'],
      target: ['collection_id', 'dataset_type_id'],
    },
    ...required.flatMap((d): ForeignKey[] =>
      d === 'instrument'
        ? [
            { table: d, source: [d], target: ['name'] },
            {
              table: 'collection_summary_instrument',
              source: ['collection_id', d],
              target: ['collection_id', d],
            },
          ]
        : [{ table: d, source: ['instrument', d], target: ['instrument', NAMED.has(d) ? 'name' : 'id'] }],
    ),
  ];
  const unique = ['dataset_type_id', 'collection_id', ...required];
  const list = (columns: readonly string[]): string => columns.map((c) => `"${c}"`).join(', ');

  const columns = [
    '"dataset_type_id" BIGINT NOT NULL',
    `"dataset_id" ${uuid} NOT NULL`,
    '"collection_id" BIGINT NOT NULL',
    ...required.map((d) => `"${d}" ${columnType(d)} NOT NULL`),
    'PRIMARY KEY ("dataset_id", "collection_id")',
    ...(dialect === 'sqlite'
      ? required
          .filter((d) => columnType(d) === short)
          .map((d) => `CONSTRAINT "${name}_len_${d}" CHECK (length("${d}")<=32 AND length("${d}")>=1)`)
      : []),
    `CONSTRAINT "${shrink([name, 'unq', ...unique].join('_'))}" UNIQUE (${list(unique)})`,
    ...foreignKeys.map(({ table, source, target, onDelete }) => {
      const constraint = shrink(['fkey', name, table, ...target, ...source].join('_'));
      const references = `REFERENCES ${qualify(table)} (${list(target)})${onDelete ? ` ON DELETE ${onDelete}` : ''}`;
      return `CONSTRAINT "${constraint}" FOREIGN KEY (${list(source)}) ${references}`;
    }),
  ];
  return [
    `CREATE TABLE IF NOT EXISTS ${qualify(name)} (${columns.join(', ')})`,
    ...foreignKeys.map(
      ({ source }) =>
        `CREATE INDEX IF NOT EXISTS "${shrink([name, 'fkidx', ...source].join('_'))}" ON ${qualify(name)} (${list(source)})`,
    ),
  ];
}
