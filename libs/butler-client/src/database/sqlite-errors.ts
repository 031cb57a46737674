import {
  ButlerError,
  ConflictError,
  InvalidRecordError,
  MissingDimensionError,
  RepositoryNotFoundError,
  RepositoryUnavailableError,
} from '../errors.js';

/** Milliseconds that a writer waits for others. */
const PATIENCE = 60_000;

const codeOf = (error: unknown): string => (error as { code?: string }).code ?? '';

/** True where another connection holds the database and may let go of it. */
export function isBusy(error: unknown, elapsed: number): boolean {
  return /^SQLITE_(BUSY|LOCKED)/.test(codeOf(error)) && elapsed < PATIENCE;
}

/** The error of ours that a driver's error stands for. */
export function fromSqlite(error: unknown, description: string): ButlerError {
  if (error instanceof ButlerError) return error;
  const code = codeOf(error);
  const options = { cause: error };
  const said = (error as Error).message;
  if (code === 'SQLITE_CONSTRAINT_FOREIGNKEY') {
    return new MissingDimensionError(
      `Something that a record refers to isn't registered: ${said}. Register it and try again.`,
      [],
      options,
    );
  }
  if (code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY') {
    return new ConflictError(`The registry has this under another name: ${said}.`, options);
  }
  if (code.startsWith('SQLITE_CONSTRAINT') || code === 'SQLITE_MISMATCH' || code === 'SQLITE_TOOBIG') {
    return new InvalidRecordError(`The registry can't hold a value: ${said}.`, options);
  }
  if (code === 'SQLITE_NOTADB' || (code === 'SQLITE_ERROR' && said.startsWith('no such table'))) {
    return new RepositoryNotFoundError(`${description} has no registry: ${said}.`, options);
  }
  if (/^SQLITE_(BUSY|LOCKED|FULL|IOERR|READONLY|CANTOPEN|NOMEM|PERM|PROTOCOL)/.test(code)) {
    return new RepositoryUnavailableError(`${description} can't be used now: ${said}`, options);
  }
  return new ButlerError('internal', `${description} failed: ${said}`, false, options);
}
