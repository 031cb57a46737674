export type { DidInfo, ListedFile, ListedReplica, Rule } from './answers.js';
export { clientOptionsFrom } from './config/client-options.js';
export type {
  Credentials,
  CredentialsSource,
  OidcCredentials,
  SshCredentials,
  UserpassCredentials,
  X509Credentials,
} from './credentials.js';
export { type Did, type FileChecksums, isDid, type ReplicaFile } from './did.js';
export {
  RucioAuthenticationError,
  RucioConfigError,
  RucioContendedError,
  RucioError,
  type RucioErrorCode,
  RucioInconsistentError,
  RucioInvalidError,
  RucioNotFoundError,
  RucioPermissionError,
  RucioRefusedError,
  RucioUnavailableError,
} from './errors.js';
export { RucioClient, type RucioClientOptions, type RuleRequest } from './rucio-client.js';
