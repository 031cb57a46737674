import { Database, Transaction } from '../database/database.js';
import { integer, text } from '../database/values.js';
import { ConflictError, InvalidRecordError } from '../errors.js';
import { DatasetTypeDefinition } from '../records.js';
import { TABLES } from '../schema/tables.js';
import { createTagsTable, tagsTableName, unsupportedDimensions } from '../schema/tags-table.js';
import { RegisteredDatasetType, Registrations } from './registrations.js';

/**
 * Makes a dataset type, with the table for its dimensions where no other type has made it.
 * @returns whether it is new
 * @throws ConflictError where it is stored with another storage class or other dimensions
 * @throws InvalidRecordError for dimensions that raw files don't have
 */
export async function registerDatasetType(
  database: Database,
  registrations: Registrations,
  definition: DatasetTypeDefinition,
): Promise<boolean> {
  const known = await registrations.datasetType(definition.name);
  if (known) {
    assertSame(definition, known);
    return false;
  }
  const problem = unsupportedDimensions(definition.dimensions);
  if (problem) {
    throw new InvalidRecordError(`Dataset type ${definition.name} can't be registered: ${problem}.`);
  }
  const inserted = await database.transaction(async (tx) => {
    // The locks that daf_butler takes: two writers must not make two groups of the same dimensions.
    await tx.lock(['dimension_graph_key', 'dimension_graph_definition']);
    const key = (await findGroup(tx, definition.dimensions)) ?? (await makeGroup(tx, definition.dimensions));
    const tagsTable = tagsTableName(key);
    // Where another type has made it, it may belong to another role, which alone may add indexes.
    const [user] = await tx.query(
      `SELECT 1 AS there FROM ${tx.sql.table('dataset_type')} WHERE tag_association_table = $1`,
      [tagsTable],
    );
    if (!user)
      await tx.execute(createTagsTable(database.dialect, tagsTable, definition.dimensions, tx.sql.table));
    const rows = await tx.query(
      `INSERT INTO ${tx.sql.table('dataset_type')} (id, name, storage_class, dimensions_key, tag_association_table) ` +
        `SELECT ${tx.sql.nextId('dataset_type', 'id')}, $1, $2, CAST($3 AS BIGINT), $4 ` +
        `WHERE NOT EXISTS (SELECT 1 FROM ${tx.sql.table('dataset_type')} WHERE name = $5) ` +
        'ON CONFLICT (name) DO NOTHING RETURNING id',
      [definition.name, definition.storageClass, key, tagsTable, definition.name],
    );
    return rows.length > 0;
  });
  const registered = await registrations.datasetType(definition.name);
  // Somebody else may have been first, with other ideas.
  if (registered) assertSame(definition, registered);
  return inserted;
}

function assertSame(given: DatasetTypeDefinition, stored: RegisteredDatasetType): void {
  const dimensions = [...given.dimensions].sort().join(', ');
  if (
    stored.storageClass === given.storageClass &&
    stored.dimensions.join(', ') === dimensions &&
    !stored.isCalibration
  ) {
    return;
  }
  throw new ConflictError(
    `Dataset type ${given.name} is registered with storage class ${stored.storageClass} and dimensions ` +
      `${stored.dimensions.join(', ')}${stored.isCalibration ? ' (calibration)' : ''}; given are ` +
      `${given.storageClass} and ${dimensions}.`,
  );
}

async function findGroup(tx: Transaction, dimensions: readonly string[]): Promise<number | undefined> {
  const rows = await tx.query(
    `SELECT dimension_graph_id, dimension_name FROM ${tx.sql.table('dimension_graph_definition')} ` +
      'ORDER BY dimension_graph_id, dimension_name',
  );
  const groups = new Map<number, string[]>();
  for (const row of rows) {
    const id = integer(row['dimension_graph_id']);
    groups.set(id, [...(groups.get(id) ?? []), text(row['dimension_name'])]);
  }
  const wanted = [...dimensions].sort().join();
  return [...groups].find(([, names]) => names.sort().join() === wanted)?.[0];
}

async function makeGroup(tx: Transaction, dimensions: readonly string[]): Promise<number> {
  const [row] = await tx.query(
    `INSERT INTO ${tx.sql.table('dimension_graph_key')} (id) VALUES (${tx.sql.nextId('dimension_graph_key', 'id')}) ` +
      'RETURNING id',
  );
  const id = integer(row?.['id']);
  await tx.insert([
    {
      table: TABLES.graphDefinition,
      rows: dimensions.map((name) => ({ dimension_graph_id: id, dimension_name: name })),
    },
  ]);
  return id;
}
