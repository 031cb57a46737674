/** What went wrong, in a form that programs can act on. */
export type ObjectStoreErrorCode =
  | 'object-not-found'
  | 'object-replaced'
  | 'access-denied'
  | 'object-store-unavailable'
  | 'object-store-refused'
  | 'no-credentials'
  | 'bad-credentials'
  | 'aborted'
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

/** The object is there with another content than the one that was asked for. */
export class ObjectReplacedError extends ObjectStoreError {
  constructor(what: string, options?: ErrorOptions) {
    super('object-replaced', `${what}: it has been replaced`, false, options);
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

/** Refusals of whoever asks, whatever he asks for: keys that were changed or ran out, a clock that is wrong. */
const BAD_CREDENTIALS: readonly string[] = [
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'ExpiredToken',
  'InvalidToken',
  'RequestTimeTooSkewed',
];

/** What the SDK's and Node's errors may carry. */
interface ForeignError {
  readonly name?: string;
  readonly message?: string;
  readonly stack?: string;
  readonly code?: unknown;
  readonly $metadata?: {
    readonly httpStatusCode?: number;
    readonly requestId?: string;
    readonly attempts?: number;
  };
}

/** Turns whatever the SDK throws into an error of ours; with the caller's signal given, says so when that was the reason. */
export function toObjectStoreError(what: string, error: unknown, signal?: AbortSignal): ObjectStoreError {
  if (error instanceof ObjectStoreError) return error;
  const foreign = error as ForeignError;
  const { name = 'Error', message = '', code } = foreign;
  const status = foreign.$metadata?.httpStatusCode;
  const options = { cause: bareCause(foreign) };
  if (signal?.aborted) {
    return new ObjectStoreError('aborted', `${what}: given up by the caller`, true, options);
  }
  if (status === 404) return new ObjectNotFoundError(what, options);
  if (status === 412) return new ObjectReplacedError(what, options);
  if (BAD_CREDENTIALS.includes(name)) {
    // As with none at all: it passes when someone mends them.
    const reason = `the object store doesn't accept our credentials (${name})`;
    return new ObjectStoreError('bad-credentials', `${what}: ${reason}`, true, options);
  }
  if (status === 401 || status === 403) return new AccessDeniedError(what, options);
  if (status !== undefined && (status >= 500 || status === 408 || status === 429)) {
    return new ObjectStoreUnavailableError(what, `${status} ${name}`, options);
  }
  if (name === 'CredentialsProviderError') {
    // The service's trouble, not the object's: it passes when someone sets the variables.
    const hint =
      'no credentials: set LSST_RESOURCES_S3_PROFILE_<profile> or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY';
    return new ObjectStoreError('no-credentials', `${what}: ${hint}`, true, options);
  }
  // What went out and got no answer, or half of one: Node's errors have a code, the SDK counts its attempts. What did neither
  // (an impossible bucket name) was refused before it went out.
  const wentOut =
    typeof code === 'string' || name === 'TimeoutError' || foreign.$metadata?.attempts !== undefined;
  if (status === undefined ? wentOut : status < 300) {
    return new ObjectStoreUnavailableError(what, message || name, options);
  }
  const reason = status === undefined ? message || name : `${status} ${name}`;
  return new ObjectStoreError('object-store-refused', `${what}: ${reason}`, false, options);
}

/** The SDK's errors hold the request with its signature, which no log may see: only what tells the reason is kept. */
function bareCause({ name = 'Error', message = '', stack, code, $metadata }: ForeignError): Error {
  const cause = new Error(message);
  return Object.assign(cause, {
    name,
    stack,
    ...(code !== undefined && { code }),
    ...($metadata && { httpStatusCode: $metadata.httpStatusCode, requestId: $metadata.requestId }),
  });
}
