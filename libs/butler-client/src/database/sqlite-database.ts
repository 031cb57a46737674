import Libsql from 'libsql';
import { Database, Insert, ResultRow, Sql, SqlValue, Transaction } from './database.js';
import { Mutex } from './mutex.js';
import { withRetries } from './retry.js';
import { fromSqlite, isBusy } from './sqlite-errors.js';
import { ColumnType, inKeyOrder, Row, Table } from './table.js';

type Connection = Libsql.Database;
type Parameter = string | number | bigint | null;

/**
 * Milliseconds that SQLite itself waits for a lock. Short, because it blocks the event loop; longer waits are ours, between tries.
 */
const BUSY_TIMEOUT = 10;

const SQL: Sql = {
  table: (name) => `"${name}"`,
  among: (column, n) => `${column} IN (SELECT value FROM json_each($${n}))`,
  nextId: () => 'NULL',
  timespan: (alias) => `${alias}.timespan_begin, ${alias}.timespan_end`,
  end: (alias) => `${alias}.timespan_end`,
  overlaps: (alias, n) => `${alias}.timespan_end > $${n} AND ${alias}.timespan_begin < $${n + 1}`,
};

/** A registry in an SQLite file: one connection, write-ahead log, so that others can read and write beside it. */
export class SqliteDatabase implements Database {
  readonly dialect = 'sqlite';
  readonly sql = SQL;
  readonly description: string;
  private readonly connection: Connection;
  private readonly inserts = new Map<string, Libsql.Statement>();
  /** A transaction's statements must not mix with others of this process on the same connection. */
  private readonly mutex = new Mutex();

  /** @throws RepositoryUnavailableError where the file can't be opened */
  constructor(
    readonly path: string,
    options: { readonly writeable: boolean },
  ) {
    this.description = `SQLite database ${path}`;
    try {
      this.connection = new Libsql(path, { readonly: !options.writeable });
      this.connection.pragma(`busy_timeout = ${BUSY_TIMEOUT}`);
      this.connection.pragma('foreign_keys = ON');
    } catch (error) {
      throw fromSqlite(Object.assign(error as Error, { code: 'SQLITE_CANTOPEN' }), this.description);
    }
  }

  /** Lets readers and a writer work at once. Stays on in the file; left as it is where the file system can't do it. */
  async useWriteAheadLog(): Promise<void> {
    await this.exclusively(async () => {
      const [mode] = this.connection.pragma('journal_mode') as { journal_mode: string }[];
      if (mode?.journal_mode !== 'wal') this.connection.pragma('journal_mode = WAL');
    });
  }

  query(statement: string, parameters: readonly SqlValue[] = []): Promise<readonly ResultRow[]> {
    return this.exclusively(async () => this.select(statement, parameters));
  }

  transaction<T>(body: (tx: Transaction) => Promise<T>): Promise<T> {
    const tx: Transaction = {
      sql: SQL,
      query: async (statement, parameters = []) => this.select(statement, parameters),
      execute: async (statements) => statements.forEach((s) => this.connection.exec(s)),
      insert: async (inserts) => inserts.map((insert) => this.write(insert)),
      lock: async () => undefined,
    };
    return this.exclusively(async () => {
      this.connection.exec('BEGIN IMMEDIATE');
      try {
        const result = await body(tx);
        this.connection.exec('COMMIT');
        return result;
      } catch (error) {
        if (this.connection.inTransaction) this.connection.exec('ROLLBACK');
        throw error;
      }
    });
  }

  async hasTable(name: string): Promise<boolean> {
    const rows = await this.query(`SELECT name FROM sqlite_master WHERE type = 'table' AND name = $1`, [
      name,
    ]);
    return rows.length > 0;
  }

  /** SQLite plans well enough without. */
  async analyze(): Promise<void> {
    return undefined;
  }

  async close(): Promise<void> {
    await this.mutex.run(async () => this.connection.close());
  }

  private async exclusively<T>(body: () => Promise<T>): Promise<T> {
    try {
      // Every try stands in line anew, so that waiting for another process holds up nobody here.
      return await withRetries(
        () => this.mutex.run(body),
        (error, _tries, elapsed) => isBusy(error, elapsed),
      );
    } catch (error) {
      throw fromSqlite(error, this.description);
    }
  }

  private select(statement: string, parameters: readonly SqlValue[]): readonly ResultRow[] {
    const prepared = this.connection.prepare(statement.replace(/\$(\d+)/g, '?$1'));
    const values = parameters.map(toParameter);
    if (prepared.reader) return prepared.safeIntegers(true).all(...values) as ResultRow[];
    prepared.run(...values);
    return [];
  }

  private write({ table, rows }: Insert): readonly Row[] {
    if (rows.length === 0) return [];
    const statement = this.inserts.get(table.name) ?? this.connection.prepare(insertStatement(table));
    this.inserts.set(table.name, statement);
    return inKeyOrder(table, rows).filter(
      (row) => statement.run(...table.columns.flatMap(([name, type]) => encode(row[name], type))).changes > 0,
    );
  }
}

function insertStatement({ name, key, columns }: Table): string {
  const names = columns.flatMap(([column, type]) =>
    type === 'timespan' ? [`"${column}_begin"`, `"${column}_end"`] : [`"${column}"`],
  );
  const target = key.map((column) => `"${column}"`).join(', ');
  const values = names.map(() => '?').join(', ');
  return `INSERT INTO "${name}" (${names.join(', ')}) VALUES (${values}) ON CONFLICT (${target}) DO NOTHING`;
}

function encode(value: unknown, type: ColumnType): readonly Parameter[] {
  if (type === 'timespan') {
    const span = value as { begin: bigint; end: bigint } | null | undefined;
    return span ? [span.begin, span.end] : [null, null];
  }
  if (value === null || value === undefined) return [null];
  if (type === 'boolean') return [value ? 1 : 0];
  if (type === 'uuid') return [(value as string).replaceAll('-', '')];
  return [value as Parameter];
}

function toParameter(value: SqlValue): Parameter {
  if (Array.isArray(value)) {
    // JSON.stringify refuses bigint; as text they are numbers again in json_each.
    return `[${value.map((v) => (typeof v === 'string' ? JSON.stringify(v) : String(v))).join(',')}]`;
  }
  return typeof value === 'boolean' ? Number(value) : (value as Parameter);
}
