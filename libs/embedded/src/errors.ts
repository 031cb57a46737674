/** What can go wrong with a server of our own, by a stable code. */
export type EmbeddedServerErrorCode =
  | 'POSTGRES_BINARIES_MISSING'
  | 'POSTGRES_NO_USER'
  | 'POSTGRES_UNREACHABLE_DIR'
  | 'POSTGRES_IN_USE'
  | 'POSTGRES_FAILED'
  | 'REDIS_FAILED'
  | 'S3_FAILED';

/** A server could not be started; the message says what was attempted and what to try. */
export class EmbeddedServerError extends Error {
  override readonly name = 'EmbeddedServerError';

  constructor(
    readonly code: EmbeddedServerErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
