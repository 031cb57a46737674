/** Why a call of this package failed; stable, for logs and decisions. */
export type ButlerErrorCode =
  | 'repository_not_found'
  | 'repository_exists'
  | 'unsupported_registry'
  | 'credentials'
  | 'repository_unavailable'
  | 'read_only'
  | 'conflict'
  | 'missing_dimension'
  | 'invalid_record'
  | 'internal';

/** Base of all errors that this package throws. */
export class ButlerError extends Error {
  /**
   * @param code - stable, for decisions and metrics
   * @param transient - true where the same call may succeed later without anybody changing its arguments
   */
  constructor(
    readonly code: ButlerErrorCode,
    message: string,
    readonly transient = false,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** What is wrong with the data that was to be written, or can't be told. */
const ABOUT_DATA: readonly ButlerErrorCode[] = [
  'conflict',
  'missing_dimension',
  'invalid_record',
  'internal',
];

/** Whether an error is about the repository as a whole, so that it says nothing about the data that was to be written. */
export function isAboutRepository(error: unknown): error is ButlerError {
  return error instanceof ButlerError && (error.transient || !ABOUT_DATA.includes(error.code));
}

/** There is no repository at the place that was named, or no registry in its database. */
export class RepositoryNotFoundError extends ButlerError {
  constructor(message: string, options?: ErrorOptions) {
    super('repository_not_found', message, false, options);
  }
}

/** A repository is to be created where one is already. */
export class RepositoryExistsError extends ButlerError {
  constructor(message: string, options?: ErrorOptions) {
    super('repository_exists', message, false, options);
  }
}

/** The registry has managers, versions or a dimension universe that this package has not been proven with. */
export class UnsupportedRegistryError extends ButlerError {
  /** @param problems - one sentence each, naming what was found and what is known */
  constructor(
    message: string,
    readonly problems: readonly string[],
  ) {
    super('unsupported_registry', message);
  }
}

/** The database is away, busy, full, or refuses us: nothing is wrong with the data that was to be written. */
export class RepositoryUnavailableError extends ButlerError {
  constructor(message: string, options?: ErrorOptions) {
    super('repository_unavailable', message, true, options);
  }
}

/** The file of credentials can't be used as it is; no credential is in the message. */
export class CredentialsError extends ButlerError {
  constructor(message: string) {
    super('credentials', message);
  }
}

/** Something was to be written through a repository that was opened for reading. */
export class ReadOnlyRepositoryError extends ButlerError {
  constructor(message: string) {
    super('read_only', message);
  }
}

/** A definition contradicts what is stored under the same name; the stored one stays. */
export class ConflictError extends ButlerError {
  constructor(message: string, options?: ErrorOptions) {
    super('conflict', message, false, options);
  }
}

/** A dimension value that a record refers to, and that nobody registered. */
export interface MissingDimension {
  /** The dimension's name: instrument, detector, physical_filter, exposure. */
  readonly dimension: string;
  /** The data ID that is missing. */
  readonly dataId: Readonly<Record<string, string | number>>;
}

/** Records refer to an instrument, detector, physical filter or exposure that the registry doesn't have. */
export class MissingDimensionError extends ButlerError {
  constructor(
    message: string,
    readonly missing: readonly MissingDimension[],
    options?: ErrorOptions,
  ) {
    super('missing_dimension', message, false, options);
  }
}

/** A record has a value that the registry's columns can't hold. */
export class InvalidRecordError extends ButlerError {
  constructor(message: string, options?: ErrorOptions) {
    super('invalid_record', message, false, options);
  }
}
