import { Row, Table } from './table.js';

/** A value as the drivers take it. Lists go to {@link Sql.among}. */
export type SqlValue = string | number | bigint | boolean | null | readonly (string | number | bigint)[];

/** A row as the drivers give it: integers may be text or bigint. Read it through `./values.js`. */
export type ResultRow = Readonly<Record<string, unknown>>;

/** Rows for one table; those whose key is there already are left alone. */
export interface Insert {
  readonly table: Table;
  readonly rows: readonly Row[];
}

/** The few places where the two dialects differ. Parameters are `$1`, `$2`... in both. */
export interface Sql {
  /** A table's full, quoted name. */
  table(name: string): string;
  /** A condition that `column` is one of the values of list parameter `$n`. */
  among(column: string, n: number, type: 'text' | 'bigint' | 'uuid'): string;
  /** An expression for the next value of the sequence of an id column. */
  nextId(table: string, column: string): string;
  /** The begin and end of a row's timespan, as columns of those names. */
  timespan(alias: string): string;
  /** An expression for the end of a row's timespan; null where it has none. */
  end(alias: string): string;
  /** A condition that a row's timespan has a part of the one that begins at parameter `$n` and ends at the next. */
  overlaps(alias: string, n: number): string;
}

/** Statements that belong together. */
export interface Transaction {
  readonly sql: Sql;
  query(statement: string, parameters?: readonly SqlValue[]): Promise<readonly ResultRow[]>;
  /** Statements without parameters, such as CREATE TABLE. */
  execute(statements: readonly string[]): Promise<void>;
  /**
   * Writes rows table by table, parents first as given, and answers for each insert which rows were not there before.
   * On PostgreSQL all of them travel together.
   */
  insert(inserts: readonly Insert[]): Promise<readonly (readonly Row[])[]>;
  /** Keeps others from writing these tables until the end (SQLite locks the whole database anyway). */
  lock(tables: readonly string[]): Promise<void>;
}

/** A connection to a registry's database. */
export interface Database {
  readonly dialect: 'postgresql' | 'sqlite';
  readonly sql: Sql;
  /** For messages; without password. */
  readonly description: string;
  query(statement: string, parameters?: readonly SqlValue[]): Promise<readonly ResultRow[]>;
  /**
   * Runs `body` in a transaction, again from its beginning when the database asks for it (deadlock, busy).
   * @throws ButlerError of the kind that the driver's error stands for
   */
  transaction<T>(body: (tx: Transaction) => Promise<T>): Promise<T>;
  hasTable(name: string): Promise<boolean>;
  /** Lets the planner look at tables that it knows nothing of yet. A kindness: failing to is no error. */
  analyze(tables: readonly string[]): Promise<void>;
  close(): Promise<void>;
}
