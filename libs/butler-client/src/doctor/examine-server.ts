import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Database } from '../database/database.js';
import { PostgresDatabase } from '../database/postgres-database.js';
import { text } from '../database/values.js';
import { Findings } from './findings.js';

/** Milliseconds of the fastest of a few questions. */
export async function latencyOf(database: Database): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 5; i++) {
    const begin = performance.now();
    await database.query('SELECT 1');
    times.push(performance.now() - begin);
  }
  return Math.min(...times);
}

/** Looks at a PostgreSQL server and the role that we have there. */
export async function examineServer(
  findings: Findings,
  database: PostgresDatabase,
): Promise<{ readonly role: string }> {
  const [row] = await database.query(
    `SELECT current_setting('server_version') AS version, current_user AS role, pg_is_in_recovery() AS replica,
       current_setting('transaction_read_only') AS read_only,
       EXISTS (SELECT 1 FROM pg_catalog.pg_extension WHERE extname = 'btree_gist') AS gist,
       COALESCE((SELECT s.ssl FROM pg_catalog.pg_stat_ssl s WHERE s.pid = pg_backend_pid()), false) AS tls`,
  );
  const role = text(row?.['role']);
  const encryption = row?.['tls'] === true ? 'encrypted' : 'not encrypted';
  findings.good('server', `PostgreSQL ${text(row?.['version'])}, role ${role}, ${encryption}`);
  if (row?.['replica'] === true) findings.bad('server', 'it is a replica, which can only be read');
  else if (row?.['read_only'] === 'on')
    findings.bad('server', 'transactions are read-only for this role or database');
  if (row?.['gist'] !== true) {
    findings.bad(
      'server',
      'extension btree_gist is missing, without which Rubin’s Butler doesn’t open the registry',
    );
  }
  return { role };
}

/** Looks whether an SQLite file can be written, beside which its log is made. */
export async function examineSqliteFile(findings: Findings, path: string): Promise<void> {
  const writeable = async (place: string): Promise<boolean> =>
    access(place, constants.W_OK).then(
      () => true,
      () => false,
    );
  const locked: string[] = [];
  for (const place of [path, dirname(path)]) if (!(await writeable(place))) locked.push(place);
  if (locked.length === 0) findings.good('right to write', 'the file and its directory can be written');
  else findings.bad('right to write', `can't write ${locked.join(' and ')}`);
}
