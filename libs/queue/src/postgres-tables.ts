import type { Client } from 'pg';

/** Any constant of our own will do; the schema's hash is the second half of the lock's key. */
const LOCK_KEY = 0x464f4f54;

const TABLES = [
  `footman_wake (
    queue text NOT NULL,
    wake_key text NOT NULL,
    member text NOT NULL, -- a job's id, or '' for the count of wakings
    n integer NOT NULL,
    touched timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (queue, wake_key, member)
  )`,
  `footman_queue (
    queue text PRIMARY KEY,
    added_at_ms bigint NOT NULL
  )`,
  `footman_lease (
    name text PRIMARY KEY,
    holder text NOT NULL,
    until timestamptz NOT NULL
  )`,
  `footman_canary (
    name text PRIMARY KEY,
    noticed_at_ms bigint NOT NULL,
    noted timestamptz NOT NULL DEFAULT now()
  )`,
];

/** Makes our tables beside BullMQ's; safe when several processes start at once. */
export async function createTables(client: Client, schema: string): Promise<void> {
  await client.query('BEGIN');
  try {
    // CREATE TABLE IF NOT EXISTS alone fails when two sessions run it at the same moment.
    await client.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [LOCK_KEY, schema]);
    for (const table of TABLES) await client.query(`CREATE TABLE IF NOT EXISTS "${schema}".${table}`);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

/** Jobs that wait touch their key whenever they look again; what nobody touched for a day, nobody asks for. */
export async function forgetOldWakings(client: Client, schema: string): Promise<void> {
  await client.query(`DELETE FROM "${schema}".footman_wake WHERE touched < now() - interval '1 day'`);
}
