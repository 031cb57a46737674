/** Why a call of this package failed; stable, for logs and decisions. */
export type RucioErrorCode =
  | 'unavailable'
  | 'contended'
  | 'authentication'
  | 'permission'
  | 'not_found'
  | 'inconsistent'
  | 'invalid'
  | 'refused'
  | 'config';

/** What is known of the answer behind an error. */
export interface RucioErrorOptions extends ErrorOptions {
  readonly status?: number;
  /** The server's own name of the error. */
  readonly exceptionClass?: string;
}

/** Base of all errors that this package throws; none has a password, a key, a token or a whole body in it. */
export class RucioError extends Error {
  readonly status: number | undefined;
  readonly exceptionClass: string | undefined;

  /**
   * @param code - stable, for decisions and metrics
   * @param transient - true where the same call may succeed later without anybody changing its arguments
   */
  constructor(
    readonly code: RucioErrorCode,
    message: string,
    readonly transient = false,
    { status, exceptionClass, ...options }: RucioErrorOptions = {},
  ) {
    super(message, options);
    this.name = new.target.name;
    this.status = status;
    this.exceptionClass = exceptionClass;
  }
}

/** The server is away, busy or too slow: nothing is wrong with what was asked. */
export class RucioUnavailableError extends RucioError {
  constructor(message: string, options?: RucioErrorOptions) {
    super('unavailable', message, true, options);
  }
}

/** Another call wrote the same rows at the same time, and the server gave one of the two up. */
export class RucioContendedError extends RucioError {
  constructor(message: string, options?: RucioErrorOptions) {
    super('contended', message, true, options);
  }
}

/** Nobody may log in with these credentials, or they can't be used as they are. */
export class RucioAuthenticationError extends RucioError {
  constructor(message: string, options?: RucioErrorOptions) {
    super('authentication', message, false, options);
  }
}

/** The account is known, and may not do this. */
export class RucioPermissionError extends RucioError {
  constructor(message: string, options?: RucioErrorOptions) {
    super('permission', message, false, options);
  }
}

/** There is no such DID, scope, RSE, account or rule. */
export class RucioNotFoundError extends RucioError {
  constructor(message: string, options?: RucioErrorOptions) {
    super('not_found', message, false, options);
  }
}

/** The server knows a file of this name with another size or checksum. */
export class RucioInconsistentError extends RucioError {
  constructor(message: string, options?: RucioErrorOptions) {
    super('inconsistent', message, false, options);
  }
}

/** What was asked can't be: a name, a checksum or a pfn isn't of the form that Rucio takes. */
export class RucioInvalidError extends RucioError {
  constructor(message: string, options?: RucioErrorOptions) {
    super('invalid', message, false, options);
  }
}

/** The server has another reason not to do it, or its answer isn't understood. */
export class RucioRefusedError extends RucioError {
  constructor(message: string, options?: RucioErrorOptions) {
    super('refused', message, false, options);
  }
}

/** The client's settings can't be used. */
export class RucioConfigError extends RucioError {
  constructor(message: string, options?: ErrorOptions) {
    super('config', message, false, options);
  }
}
