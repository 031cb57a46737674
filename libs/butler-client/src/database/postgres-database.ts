import type { ConnectionOptions } from 'node:tls';
import pg from 'pg';
import { PostgresConnection } from '../config/postgres-connection.js';
import { RepositoryUnavailableError } from '../errors.js';
import { Database, Insert, ResultRow, Sql, SqlValue, Transaction } from './database.js';
import { fromPostgres, isRetryable } from './postgres-errors.js';
import { isAboutTls, tlsAttempts } from './postgres-tls.js';
import { withRetries } from './retry.js';
import { ColumnType, inKeyOrder, keyOf, Row, Table } from './table.js';

/** How to reach a PostgreSQL server. */
export interface PostgresOptions {
  readonly connection: PostgresConnection;
  /** The database without its password, for messages. */
  readonly description: string;
  /** @default the connection's own schema */
  readonly schema?: string | undefined;
  /** @default 4 */
  readonly maxConnections?: number | undefined;
}

/** Milliseconds. A server that doesn't answer must turn into an error, so that work goes back to its queue. */
const CONNECT_TIMEOUT = 10_000;
const QUERY_TIMEOUT = 120_000;

/** What has to be known of a server before it's used. */
const PROBE = "SELECT current_schema() AS schema, current_setting('transaction_read_only') AS read_only";

/**
 * Opens a transaction. Two writers of the same rows in different orders block each other until the server ends one of them, after a
 * second by default. Rubin's client doesn't try again, we do: so we give way first.
 */
const BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = '600ms'";

/** Tables that the planner believes to be bigger have been seen by autovacuum. */
const FEW_ROWS = 100;

/** Types of the arrays that rows travel in. */
const ARRAYS: Readonly<Record<ColumnType, string>> = {
  text: 'text[]',
  integer: 'int8[]',
  float: 'float8[]',
  boolean: 'bool[]',
  uuid: 'uuid[]',
  timespan: 'int8[]',
};

/** A registry in a schema of a PostgreSQL database. Sets no session state, so that it works through a pooler. */
export class PostgresDatabase implements Database {
  readonly dialect = 'postgresql';
  readonly description: string;

  private constructor(
    private readonly pool: pg.Pool,
    readonly schema: string,
    readonly sql: Sql,
    description: string,
  ) {
    this.description = description;
  }

  /** @throws RepositoryUnavailableError where the server can't be reached or refuses us, or can't be written to and has to */
  static async connect(options: PostgresOptions): Promise<PostgresDatabase> {
    const { connection, description } = options;
    const attempts = tlsAttempts(connection);
    for (const [i, ssl] of attempts.entries()) {
      const pool = new pg.Pool(poolConfig(options, ssl));
      // An idle connection that dies is replaced when it's needed; without a listener it would end the process.
      pool.on('error', () => undefined);
      try {
        const [server] = (await pool.query<{ schema: string | null; read_only: string }>(PROBE)).rows;
        if (connection.mustBeWriteable && server?.read_only === 'on') {
          throw new RepositoryUnavailableError(`${description} can only be read now; it may be a replica.`);
        }
        const schema = options.schema ?? server?.schema ?? 'public';
        return new PostgresDatabase(pool, schema, dialect(schema), description);
      } catch (error) {
        await pool.end();
        if (i === attempts.length - 1 || !isAboutTls(error)) throw fromPostgres(error, description);
      }
    }
    throw new RepositoryUnavailableError(`${description} can't be reached.`);
  }

  async query(statement: string, parameters: readonly SqlValue[] = []): Promise<readonly ResultRow[]> {
    try {
      return await withRetries(
        async () => (await this.pool.query<ResultRow>(statement, parameters.map(toParameter))).rows,
        isRetryable,
      );
    } catch (error) {
      throw fromPostgres(error, this.description);
    }
  }

  async transaction<T>(body: (tx: Transaction) => Promise<T>): Promise<T> {
    try {
      return await withRetries(() => this.attempt(body), isRetryable);
    } catch (error) {
      throw fromPostgres(error, this.description);
    }
  }

  async hasTable(name: string): Promise<boolean> {
    const rows = await this.query(
      'SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = $1 AND tablename = $2',
      [this.schema, name],
    );
    return rows.length > 0;
  }

  async analyze(tables: readonly string[]): Promise<void> {
    try {
      const rows = await this.query(
        'SELECT c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace ' +
          'WHERE n.nspname = $1 AND c.relname = ANY($2::text[]) AND c.reltuples < $3',
        [this.schema, tables, FEW_ROWS],
      );
      for (const row of rows) await this.query(`ANALYZE ${this.sql.table(row['relname'] as string)}`);
    } catch {
      // Without statistics everything works, only slower; what is wrong with the server shows in the next statement.
    }
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  private async attempt<T>(body: (tx: Transaction) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken = false;
    const onError = (): void => void (broken = true);
    client.on('error', onError);
    try {
      // Not awaited: it travels with the first statement of the body.
      const begun = client.query(BEGIN).then(() => undefined);
      begun.catch(() => undefined);
      const result = await body(this.statements(client));
      await begun;
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch(() => (broken = true));
      throw error;
    } finally {
      client.off('error', onError);
      client.release(broken);
    }
  }

  private statements(client: pg.PoolClient): Transaction {
    return {
      sql: this.sql,
      query: async (statement, parameters = []) =>
        (await client.query<ResultRow>(statement, parameters.map(toParameter))).rows,
      execute: async (statements) => {
        await client.query(statements.join(';\n'));
      },
      insert: (inserts) => together(inserts.map((insert) => this.write(client, insert))),
      lock: async (tables) => {
        for (const table of tables)
          await client.query(`LOCK TABLE ${this.sql.table(table)} IN EXCLUSIVE MODE`);
      },
    };
  }

  private async write(client: pg.PoolClient, { table, rows }: Insert): Promise<readonly Row[]> {
    if (rows.length === 0) return [];
    const sorted = inKeyOrder(table, rows);
    const { rows: keys } = await client.query<Row>(
      insertStatement(this.sql.table(table.name), table),
      table.columns.flatMap(([name, type]) => toArrays(sorted, name, type)),
    );
    if (keys.length === sorted.length) return sorted;
    const written = new Set(keys.map((key) => keyOf(table, key)));
    return sorted.filter((row) => written.has(keyOf(table, row)));
  }
}

function poolConfig(
  { connection, maxConnections }: PostgresOptions,
  ssl: ConnectionOptions | false,
): pg.PoolConfig & { pipeline: boolean } {
  const { host, port, user, password, database, options, applicationName, connectTimeout } = connection;
  return {
    host,
    port,
    user,
    password,
    database,
    options,
    ssl,
    application_name: applicationName ?? 'footman',
    max: maxConnections ?? 4,
    connectionTimeoutMillis: connectTimeout ? connectTimeout * 1000 : CONNECT_TIMEOUT,
    query_timeout: QUERY_TIMEOUT,
    keepAlive: true,
    // The statements of a batch go out together, without waiting for each other's answers.
    pipeline: true,
    allowExitOnIdle: true,
  };
}

function dialect(schema: string): Sql {
  const quoted = pg.escapeIdentifier(schema);
  const table = (name: string): string => `${quoted}.${pg.escapeIdentifier(name)}`;
  return {
    table,
    among: (column, n, type) => `${column} = ANY($${n}::${type}[])`,
    nextId: (name, column) => `nextval('${table(`${name}_seq_${column}`).replaceAll("'", "''")}')`,
    timespan: (alias) =>
      `lower(${alias}.timespan) AS timespan_begin, upper(${alias}.timespan) AS timespan_end`,
    end: (alias) => `upper(${alias}.timespan)`,
    overlaps: (alias, n) => `${alias}.timespan && int8range($${n}::int8, $${n + 1}::int8)`,
  };
}

/** All results, or the first failure once everything has come to its end. */
async function together<T>(promises: readonly Promise<T>[]): Promise<readonly T[]> {
  const settled = await Promise.allSettled(promises);
  const failed = settled.find((s) => s.status === 'rejected');
  if (failed) throw failed.reason;
  return settled.map((s) => (s as PromiseFulfilledResult<T>).value);
}

function insertStatement(name: string, { key, columns }: Table): string {
  const arrays: string[] = [];
  const names: string[] = [];
  const values = columns.map(([, type], i) => {
    const parts = type === 'timespan' ? [`b${i}`, `e${i}`] : [`c${i}`];
    for (const part of parts) {
      names.push(part);
      arrays.push(`$${names.length}::${ARRAYS[type]}`);
    }
    // A range of two nulls is everything; no timespan is null.
    return type === 'timespan' ? `CASE WHEN b${i} IS NOT NULL THEN int8range(b${i}, e${i}) END` : `c${i}`;
  });
  const quote = (list: readonly string[]): string => list.map((c) => `"${c}"`).join(', ');
  return (
    `INSERT INTO ${name} (${quote(columns.map(([column]) => column))}) ` +
    `SELECT ${values.join(', ')} FROM unnest(${arrays.join(', ')}) AS r(${names.join(', ')}) ` +
    `ON CONFLICT (${quote(key)}) DO NOTHING RETURNING ${quote(key)}`
  );
}

function toArrays(rows: readonly Row[], name: string, type: ColumnType): readonly string[] {
  if (type !== 'timespan') return [arrayLiteral(rows.map((row) => row[name]))];
  const spans = rows.map((row) => row[name] as { begin: bigint; end: bigint } | null | undefined);
  return [arrayLiteral(spans.map((s) => s?.begin)), arrayLiteral(spans.map((s) => s?.end))];
}

function arrayLiteral(values: readonly unknown[]): string {
  return `{${values
    .map((value) => {
      if (value === null || value === undefined) return 'NULL';
      return typeof value === 'string' ? `"${value.replace(/["\\]/g, '\\$&')}"` : String(value);
    })
    .join(',')}}`;
}

function toParameter(value: SqlValue): unknown {
  return Array.isArray(value) ? arrayLiteral(value) : value;
}
