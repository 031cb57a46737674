import { z } from 'zod';
import {
  RucioAuthenticationError,
  RucioContendedError,
  type RucioError,
  type RucioErrorOptions,
  RucioInconsistentError,
  RucioInvalidError,
  RucioNotFoundError,
  RucioPermissionError,
  RucioRefusedError,
  RucioUnavailableError,
} from './errors.js';
import type { Answer } from './http.js';

type ErrorClass = new (message: string, options?: RucioErrorOptions) => RucioError;

/** Bodies of errors have been seen with 700 kB: the server repeats what was sent. */
const LONGEST_MESSAGE = 300;

/** The status says little (a wrong name is 500, a missing right 401), the server's name of the error all. */
const BY_NAME: Readonly<Record<string, ErrorClass>> = {
  CannotAuthenticate: RucioAuthenticationError,
  IdentityError: RucioAuthenticationError,
  AccessDenied: RucioPermissionError,
  RSEAccessDenied: RucioPermissionError,
  ScopeAccessDenied: RucioPermissionError,
  FileConsistencyMismatch: RucioInconsistentError,
  InvalidObject: RucioInvalidError,
  InvalidPath: RucioInvalidError,
  InvalidRSEExpression: RucioInvalidError,
  // Two calls that add the same files: the slower one's insert fails, and succeeds when it's repeated.
  FileAlreadyExists: RucioContendedError,
  FileReplicaAlreadyExists: RucioContendedError,
  DatabaseException: RucioContendedError,
  RucioException: RucioContendedError,
  ReplicationRuleCreationTemporaryFailed: RucioUnavailableError,
  ResourceTemporaryUnavailable: RucioUnavailableError,
  ServerConnectionException: RucioUnavailableError,
  ServiceUnavailable: RucioUnavailableError,
};

/** The database's word for a value that no repetition makes shorter. */
const FINAL = /value too long/i;

const bodySchema = z.object({ ExceptionClass: z.string(), ExceptionMessage: z.string().catch('') });

/** What an answer means that isn't the one hoped for. */
export function errorOfAnswer(what: string, { status, headers, body }: Answer): RucioError {
  const said = saidBy(body) ?? {
    // A body that was cut is no JSON any more; the same is in the headers, shorter.
    ExceptionClass: headers.exceptionclass,
    ExceptionMessage: headers.exceptionmessage ?? body,
  };
  const name = typeof said.ExceptionClass === 'string' ? said.ExceptionClass : undefined;
  const words = [name, shortened(String(said.ExceptionMessage))].filter(Boolean).join(': ');
  const message = `Rucio answered ${status} to ${what}${words && `: ${words}`}`;
  const options = { status, ...(name && { exceptionClass: name }) };
  return new (classOf(status, name, String(said.ExceptionMessage)))(message, options);
}

function classOf(status: number, name: string | undefined, message: string): ErrorClass {
  if (name === undefined) return status >= 500 || status === 429 ? RucioUnavailableError : RucioRefusedError;
  if (FINAL.test(message)) return RucioInvalidError;
  return (
    (Object.hasOwn(BY_NAME, name) ? BY_NAME[name] : undefined) ??
    (name.endsWith('NotFound') ? RucioNotFoundError : RucioRefusedError)
  );
}

function saidBy(body: string) {
  try {
    return bodySchema.parse(JSON.parse(body));
  } catch {
    return undefined;
  }
}

function shortened(text: string): string {
  const line = text.replace(/\p{Cc}+/gu, ' ').trim();
  return line.length > LONGEST_MESSAGE ? `${line.slice(0, LONGEST_MESSAGE)}...` : line;
}
