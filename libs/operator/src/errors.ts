/** Why an operator's wish can't be met: a setting or a choice is wrong, or something that it takes is away or isn't configured. */
export type OperatorErrorCode = 'operator.setting' | 'operator.selection' | 'operator.unavailable';

/** An operator's wish can't be met; the message says what to change. */
export class OperatorError extends Error {
  override name = 'OperatorError';

  constructor(
    message: string,
    readonly code: OperatorErrorCode,
  ) {
    super(message);
  }
}
