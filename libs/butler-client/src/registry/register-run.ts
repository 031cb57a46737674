import { Database } from '../database/database.js';
import { integer } from '../database/values.js';
import { ConflictError } from '../errors.js';
import { TABLES } from '../schema/tables.js';

/** daf_butler's number for a collection that datasets are written to. */
export const RUN_TYPE = 1;

/**
 * Makes a run.
 * @returns whether it is new
 * @throws ConflictError where a collection of another kind has its name
 */
export function registerRun(database: Database, name: string): Promise<boolean> {
  return database.transaction(async (tx) => {
    const collection = tx.sql.table('collection');
    const find = () => tx.query(`SELECT collection_id, type FROM ${collection} WHERE name = $1`, [name]);
    let [row] = await find();
    if (!row) {
      await tx.query(
        `INSERT INTO ${collection} (collection_id, name, type) ` +
          `SELECT ${tx.sql.nextId('collection', 'collection_id')}, $1, ${RUN_TYPE} WHERE true ON CONFLICT (name) DO NOTHING`,
        [name],
      );
      [row] = await find();
    }
    if (!row || integer(row['type']) !== RUN_TYPE) {
      throw new ConflictError(
        `Collection ${name} exists and is not a run, so no dataset can be written to it. Give another run.`,
      );
    }
    const [written] = await tx.insert([
      {
        table: TABLES.run,
        rows: [{ collection_id: integer(row['collection_id']), host: null, timespan: null }],
      },
    ]);
    return written !== undefined && written.length > 0;
  });
}
