import { LedgerError } from '../errors.js';

/** Where the ledger is. */
export interface LedgerAddress {
  readonly connectionString: string;
  /** The schema of the tables, from the URL's parameter `schema` as Prisma has it; else the database's own choice. */
  readonly schema: string | undefined;
  /** For messages: without user and password. */
  readonly description: string;
}

/**
 * Reads `postgresql://user:password@host:port/database?schema=name`.
 *
 * @throws LedgerError `ledger.bad_url`, without the URL
 */
export function parseLedgerUrl(url: string): LedgerAddress {
  // Node's own error would carry the URL.
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !/^postgres(ql)?:$/.test(parsed.protocol)) {
    throw new LedgerError(
      "The ledger's URL can't be read: it has to be postgresql://USER:PASSWORD@HOST:PORT/DATABASE, with special characters percent-encoded.",
      { code: 'ledger.bad_url', transient: false },
    );
  }
  const schema = parsed.searchParams.get('schema') ?? undefined;
  parsed.searchParams.delete('schema');
  return {
    connectionString: parsed.href,
    schema,
    description: `the ledger at ${parsed.host}${parsed.pathname}`,
  };
}
