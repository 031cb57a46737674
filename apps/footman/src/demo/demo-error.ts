/** What can go wrong around the demonstration itself, by a stable code. */
export type DemoErrorCode = 'NO_FILES';

/** The demonstration can't go on; the message says what was attempted and what to try. */
export class DemoError extends Error {
  override readonly name = 'DemoError';

  constructor(
    readonly code: DemoErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
