import { startPostgres } from '@footman/embedded';
import pg from 'pg';
import { Ledger } from '../../src/index.js';

/** A PostgreSQL of the suite's own. */
export async function ledgerServer() {
  const server = await startPostgres();
  const ledgers: Ledger[] = [];
  let databases = 0;

  /** What a statement gives in the database at the URL. */
  async function query<T extends object>(
    url: string,
    statement: string,
    values: unknown[] = [],
  ): Promise<T[]> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<T>(statement, values)).rows;
    } finally {
      await client.end();
    }
  }

  /** The URL of an empty database. */
  async function database(): Promise<string> {
    const name = `ledger${++databases}`;
    await query(server.url, `CREATE DATABASE ${name}`);
    const url = new URL(server.url);
    url.pathname = `/${name}`;
    return url.href;
  }

  /** A ledger, in an empty database unless told otherwise; it's closed with the server. */
  async function ledger(url?: string): Promise<{ ledger: Ledger; url: string }> {
    const place = url ?? (await database());
    const opened = await Ledger.open(place);
    ledgers.push(opened);
    return { ledger: opened, url: place };
  }

  async function close(): Promise<void> {
    for (const opened of ledgers) await opened.close();
    await server.close();
  }

  return { server, query, database, ledger, close };
}

export type LedgerServer = Awaited<ReturnType<typeof ledgerServer>>;
