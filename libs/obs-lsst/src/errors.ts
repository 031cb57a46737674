/** What is wrong, in a form that programs can act on. All of it is permanent for the same input. */
export type ObsLsstErrorCode =
  'unknown-instrument' | 'translation-failed' | 'malformed-translation' | 'invalid-time';

/** Base of this library's errors. */
export class ObsLsstError extends Error {
  override name = 'ObsLsstError';

  constructor(
    /** Stable identifier of the kind of problem. */
    readonly code: ObsLsstErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A header or a name that belongs to no instrument that this library can handle. */
export class UnknownInstrumentError extends ObsLsstError {
  override name = 'UnknownInstrumentError';

  constructor(
    message: string,
    /** The instrument where it could be told, though it can't be handled (yet). */
    readonly instrument: string | null,
  ) {
    super('unknown-instrument', message);
  }
}

/** A header that lacks something required, or has it in a form that can't be understood. */
export class TranslationError extends ObsLsstError {
  override name = 'TranslationError';

  constructor(
    /** The property of the result that can't be told, such as `exposure_id`. */
    readonly property: string,
    /** Why, in terms of the header's keywords. */
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super('translation-failed', `Cannot tell ${property} from the header: ${reason}`, options);
  }
}
