import { FileDatastore } from '../config/datastores.js';
import { Database } from '../database/database.js';
import * as value from '../database/values.js';
import { utcOfTai } from '../write/tai-now.js';
import { fileRecords } from './file-records.js';

/** What the registry knows of a file besides its data ID. */
export interface RegisteredFile {
  readonly uri: string;
  /** Bytes; null where the registry doesn't know. */
  readonly fileSize: number | null;
  /** When its dataset was ingested, in milliseconds since the epoch, UTC. */
  readonly ingestDate: number;
}

/**
 * Those of some files that the Butler has as datasets of whatever type and run. It asks the index of the file records' paths, so that
 * it takes as long on a small registry as on one of ten million datasets.
 */
export async function readFilesAt(
  database: Pick<Database, 'sql' | 'query'>,
  datastores: readonly FileDatastore[],
  uris: readonly string[],
): Promise<readonly RegisteredFile[]> {
  const { sql } = database;
  const rows = await database.query(
    `SELECT f.path, f.file_size, d.ingest_date FROM ${fileRecords(sql, datastores)} f ` +
      `JOIN ${sql.table('dataset')} d ON d.id = f.dataset_id WHERE ${sql.among('f.path', 1, 'text')}`,
    [uris],
  );
  return rows.map((row) => ({
    uri: value.text(row['path']),
    fileSize: value.integerOrNull(row['file_size']),
    ingestDate: utcOfTai(BigInt(row['ingest_date'] as string | bigint)),
  }));
}
