import { FileDatastore } from '../config/datastores.js';
import { Sql } from '../database/database.js';

/** What to join for the file records of a repository: of a dataset that several datastores have, the first one's. */
export function fileRecords(sql: Sql, datastores: readonly FileDatastore[]): string {
  const tables = [...new Set(datastores.map(({ recordsTable }) => sql.table(recordsTable)))];
  const [first, ...others] = tables;
  if (first !== undefined && others.length === 0) return first;
  const parts = tables.map((table, i) => {
    const earlier = tables
      .slice(0, i)
      .map((other) => `NOT EXISTS (SELECT 1 FROM ${other} o WHERE o.dataset_id = r.dataset_id)`);
    const where = earlier.length > 0 ? ` WHERE ${earlier.join(' AND ')}` : '';
    return `SELECT r.* FROM ${table} r${where}`;
  });
  return `(${parts.join(' UNION ALL ')})`;
}
