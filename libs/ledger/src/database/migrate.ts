import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { LedgerMigrationError } from '../errors.js';
import { MIGRATIONS, type Migration } from '../migrations.generated.js';

/** The lock that `prisma migrate` takes, too, so that it and several processes of ours wait for each other. */
const LOCK = 72707369;

/** As Prisma's schema engine makes it. */
const MIGRATIONS_TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id                      VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum                VARCHAR(64) NOT NULL,
    finished_at             TIMESTAMPTZ,
    migration_name          VARCHAR(255) NOT NULL,
    logs                    TEXT,
    rolled_back_at          TIMESTAMPTZ,
    started_at              TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count     INTEGER NOT NULL DEFAULT 0
)`;

/**
 * Our migrations that the database doesn't have. It may have others, of a newer version that is being rolled out beside this one.
 *
 * @throws LedgerMigrationError where one failed half-way, or was changed after it was applied
 */
export async function pendingMigrations(
  client: pg.ClientBase,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<readonly Migration[]> {
  const { rows: tables } = await client.query(`SELECT to_regclass('_prisma_migrations') AS name`);
  if (tables[0].name === null) return migrations;
  const { rows } = await client.query<{ name: string; checksum: string; finished: boolean }>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
     FROM _prisma_migrations WHERE rolled_back_at IS NULL`,
  );
  const failed = rows.find(({ finished }) => !finished);
  if (failed) {
    throw new LedgerMigrationError(
      `The ledger's migration ${failed.name} failed half-way. Mend what it left, then run prisma migrate resolve.`,
    );
  }
  const applied = new Map(rows.map(({ name, checksum }) => [name, checksum]));
  const changed = migrations.find(({ name, checksum }) => (applied.get(name) ?? checksum) !== checksum);
  if (changed) {
    throw new LedgerMigrationError(
      `The ledger's migration ${changed.name} was applied in another form than this version has: they are of different origin.`,
    );
  }
  return migrations.filter(({ name }) => !applied.has(name));
}

/**
 * Applies what is pending, all of it or nothing, and notes it as `prisma migrate deploy` does. Where nothing is pending it only reads,
 * so that it needs no rights to make tables.
 */
export async function applyMigrations(
  client: pg.ClientBase,
  schema: string | undefined,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<void> {
  if ((await pendingMigrations(client, migrations)).length === 0) return;
  await client.query('BEGIN');
  try {
    await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    if (schema) await client.query(`CREATE SCHEMA IF NOT EXISTS ${pg.escapeIdentifier(schema)}`);
    await client.query(MIGRATIONS_TABLE);
    // Another process may have been faster.
    for (const { name, checksum, sql } of await pendingMigrations(client, migrations)) {
      await client.query(sql);
      await client.query(
        `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
         VALUES ($1, $2, $3, clock_timestamp(), clock_timestamp(), 1)`,
        [randomUUID(), checksum, name],
      );
    }
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
