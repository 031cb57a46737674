/** What went wrong, in a form that programs can act on. */
export type ObjectStoreErrorCode =
  | 'object-not-found'
  | 'access-denied'
  | 'object-store-unavailable'
  | 'object-store-refused'
  | 'bad-profile'
  | 'bad-uri';

/** The base of this library's errors. Messages name bucket and key, never a credential. */
export class ObjectStoreError extends Error {
  constructor(
    readonly code: ObjectStoreErrorCode,
    message: string,
    /** Whether the same request may succeed later. */
    readonly transient: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** There is no such object or bucket. */
export class ObjectNotFoundError extends ObjectStoreError {
  constructor(what: string, options?: ErrorOptions) {
    super('object-not-found', `${what}: it isn't there`, false, options);
  }
}

/** The store doesn't let us; without the right to list a bucket, an object that isn't there looks the same. */
export class AccessDeniedError extends ObjectStoreError {
  constructor(what: string, options?: ErrorOptions) {
    super(
      'access-denied',
      `${what}: access denied (or not there, as long as listing the bucket isn't allowed)`,
      false,
      options,
    );
  }
}

/** The store can't be reached, is too slow, or has trouble of its own. */
export class ObjectStoreUnavailableError extends ObjectStoreError {
  constructor(what: string, reason: string, options?: ErrorOptions) {
    super('object-store-unavailable', `${what}: the object store is away (${reason})`, true, options);
  }
}

/** Turns whatever the SDK throws into an error of ours. */
export function toObjectStoreError(what: string, error: unknown): ObjectStoreError {
  if (error instanceof ObjectStoreError) return error;
  const {
    name = 'Error',
    message = '',
    $metadata,
  } = error as {
    name?: string;
    message?: string;
    $metadata?: { httpStatusCode?: number };
  };
  const status = $metadata?.httpStatusCode;
  const options = { cause: error };
  if (status === 404) return new ObjectNotFoundError(what, options);
  if (status === 401 || status === 403) return new AccessDeniedError(what, options);
  // Without a status the request never got an answer: refused, reset, too slow, no such host.
  if (status === undefined || status >= 500 || status === 408 || status === 429) {
    return new ObjectStoreUnavailableError(
      what,
      status === undefined ? message || name : `${status} ${name}`,
      options,
    );
  }
  return new ObjectStoreError('object-store-refused', `${what}: ${status} ${name}`, false, options);
}
