/** What an error of the ledger carries besides its message. */
export interface LedgerErrorOptions extends ErrorOptions {
  /** Stable, dotted, for logs and metrics. */
  readonly code: string;
  /** Whether the same call may succeed later. */
  readonly transient: boolean;
}

/** Base of all errors of the ledger. */
export class LedgerError extends Error {
  override name = 'LedgerError';
  readonly code: string;
  readonly transient: boolean;

  constructor(message: string, options: LedgerErrorOptions) {
    super(message, options);
    this.code = options.code;
    this.transient = options.transient;
  }
}

/** The database can't be reached, refuses us or doesn't answer in time. */
export class LedgerUnavailableError extends LedgerError {
  override name = 'LedgerUnavailableError';

  constructor(message: string, options: ErrorOptions = {}) {
    super(message, { ...options, code: 'ledger.unavailable', transient: true });
  }
}

/** The database's tables aren't those of this version, and a person has to look. */
export class LedgerMigrationError extends LedgerError {
  override name = 'LedgerMigrationError';

  constructor(message: string, options: ErrorOptions = {}) {
    super(message, { ...options, code: 'ledger.migration', transient: false });
  }
}
