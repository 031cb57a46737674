import {
  ButlerError,
  ConflictError,
  InvalidRecordError,
  MissingDimension,
  MissingDimensionError,
  RepositoryNotFoundError,
  RepositoryUnavailableError,
} from '../errors.js';

/** What node-postgres tells about a failure; codes are PostgreSQL's SQLSTATE or Node's. */
export interface PostgresFailure extends Error {
  readonly code?: string;
  readonly constraint?: string;
  readonly detail?: string;
  readonly table?: string;
}

/** Deadlock, serialization failure, lock timeout. */
const ROLLED_BACK = new Set(['40P01', '40001', '55P03']);
/** Two writers made the same row or table at once, and saw different indexes first. */
const MADE_TWICE = new Set(['23505', '42P07', '42710']);
/** Server shutting down or starting, connection lost or refused, too many connections, disk full, out of memory. */
const AWAY = /^(08|53|57P|58)/;
/** Wrong user or password, no privilege: the operator's to mend, and no fault of the data. */
const REFUSED = /^(28|42501$|25006$)/;
/** Node's codes for a connection that can't be had, or whose certificate isn't to be trusted. */
const NODE_AWAY = /^(E[A-Z]+|ERR_.*|.*CERT.*|UNABLE_TO_.*)$/;

/** Milliseconds that a transaction is tried again for while others are in its way; then it's the queue's turn. */
const PATIENCE = 30_000;

/** True where the same transaction may succeed at once. */
export function isRetryable(error: unknown, tries: number, elapsed: number): boolean {
  const failure = error as PostgresFailure;
  const code = failure.code ?? '';
  if (ROLLED_BACK.has(code)) return elapsed < PATIENCE;
  if (MADE_TWICE.has(code)) return tries < 3;
  // An idle connection may have died unnoticed; what we write is idempotent.
  return isConnectionLoss(failure) && tries < 2;
}

/** The error of ours that a driver's error stands for. */
export function fromPostgres(error: unknown, description: string): ButlerError {
  if (error instanceof ButlerError) return error;
  const failure = error as PostgresFailure;
  const code = failure.code ?? '';
  const options = { cause: error };
  const said = [failure.message || code, failure.detail].filter(Boolean).join('. ');
  if (code === '23503') {
    return new MissingDimensionError(
      `Something that a record refers to isn't registered: ${said}. Register it and try again.`,
      missingFrom(failure),
      options,
    );
  }
  if (code === '23505')
    return new ConflictError(`The registry has this under another name: ${said}.`, options);
  // 54: beyond a limit of the program, such as a text that is too long for an index.
  if (/^(22|23|54)/.test(code)) {
    return new InvalidRecordError(`The registry can't hold a value: ${said}.`, options);
  }
  if (code === '3D000' || code === '3F000' || code === '42P01') {
    return new RepositoryNotFoundError(`${description} has no registry: ${said}.`, options);
  }
  if (ROLLED_BACK.has(code) || AWAY.test(code) || REFUSED.test(code) || isConnectionLoss(failure)) {
    const advice = code === '42501' ? '. footman butler doctor tells which rights are missing' : '';
    return new RepositoryUnavailableError(`${description} can't be used now: ${said}${advice}`, options);
  }
  return new ButlerError('internal', `${description} failed: ${said}`, false, options);
}

function isConnectionLoss(failure: PostgresFailure): boolean {
  const code = failure.code ?? '';
  if (code.startsWith('08') || /^57P0[123]$/.test(code)) return true;
  if (code.length !== 5 && NODE_AWAY.test(code)) return true;
  return (
    code === 'EPIPE' ||
    /connection|timeout exceeded|read timeout|not queryable|socket|before secure TLS/i.test(
      code ? '' : failure.message,
    )
  );
}

/** Reads `Key (instrument, detector)=(LSSTCam, 999) is not present in table "detector".` */
function missingFrom(failure: PostgresFailure): readonly MissingDimension[] {
  const match = /^Key \((.+)\)=\((.+)\) is not present in table "(\w+)"/.exec(failure.detail ?? '');
  if (!match) return [];
  const [, names = '', values = '', table = ''] = match;
  const columns = names.replaceAll('"', '').split(', ');
  const parts = values.split(', ');
  return [{ dimension: table, dataId: Object.fromEntries(columns.map((c, i) => [c, parts[i] ?? ''])) }];
}
