import { LedgerError, LedgerUnavailableError } from '../errors.js';

/** Server shutting down or starting, statement cancelled, connection lost or refused, too many connections, disk full; wrong password, no right. */
const AWAY = /^(08|53|57|58|28|3D000$|42501$|25006$)/;
/** Deadlock, serialization failure, lock timeout. */
const ROLLED_BACK = new Set(['40P01', '40001', '55P03']);
/** Prisma's: can't be reached, timed out, closed the connection, no connection free. */
const PRISMA_AWAY = /^P(10\d\d|2024|2037)$/;

/** The SQLSTATE, or the code of Node or Prisma, that an error stands for. */
export function codeOf(error: unknown): string {
  const { code, meta, cause } = (error ?? {}) as {
    code?: string;
    meta?: { driverAdapterError?: { cause?: { originalCode?: string } } };
    cause?: { originalCode?: string };
  };
  return meta?.driverAdapterError?.cause?.originalCode ?? cause?.originalCode ?? code ?? '';
}

/** True where the statement was undone for the sake of another, and may succeed at once. */
export function isRolledBack(error: unknown): boolean {
  return ROLLED_BACK.has(codeOf(error));
}

/** True where the values are at fault: the same statement never succeeds. */
export function isAboutValues(error: unknown): boolean {
  return /^(22|23|54)/.test(codeOf(error));
}

/** The error of ours that the driver's or Prisma's stands for. */
export function fromDatabase(error: unknown, description: string): LedgerError {
  if (error instanceof LedgerError) return error;
  const { message } = error as Error;
  const code = codeOf(error);
  const options = { cause: error };
  const isAway =
    AWAY.test(code) ||
    isRolledBack(error) ||
    PRISMA_AWAY.test(code) ||
    /^E[A-Z]{3,}$/.test(code) ||
    /connection|timeout|socket|Can't reach|not queryable/i.test(message);
  if (isAway) {
    return new LedgerUnavailableError(
      `${description} can't be used now: ${lastLine(message) || code}`,
      options,
    );
  }
  return new LedgerError(`${description} failed: ${lastLine(message) || code}`, {
    ...options,
    code: isAboutValues(error) ? 'ledger.value' : 'ledger.internal',
    transient: false,
  });
}

/** Prisma shows the place in the source first. */
function lastLine(message: string): string {
  return message.trim().split('\n').at(-1)?.trim() ?? '';
}
