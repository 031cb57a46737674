/** Why a file can't become a dataset. Codes are stable: counters, dead letters and operators' scripts go by them. */
export type RefusalCode =
  | 'unreadable-header'
  | 'unknown-instrument'
  | 'untranslatable-header'
  | 'not-a-guider'
  /** The same data ID is stored under another URI. */
  | 'conflict'
  /** The same URI is stored with another size. */
  | 'corrected'
  /** The registry lacks what the file's rows refer to, such as its instrument or its filter. */
  | 'refused-by-butler';

/** The base of this library's errors. */
export class ObsBaseError extends Error {
  constructor(
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** A file that will never be ingested as it is: trying again doesn't help, its author or an operator has to act. */
export class RefusedFileError extends ObsBaseError {
  constructor(
    override readonly code: RefusalCode,
    readonly uri: string,
    /** Why, without the URI. */
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(code, `${uri}: ${reason}`, options);
  }
}
