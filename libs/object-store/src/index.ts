export type { ObjectStoreOptions } from './connection.js';
export {
  AccessDeniedError,
  ObjectNotFoundError,
  ObjectReplacedError,
  ObjectStoreError,
  type ObjectStoreErrorCode,
  ObjectStoreUnavailableError,
} from './errors.js';
export {
  type ListOptions,
  ObjectStore,
  type RequestOptions,
  type StoredObject,
  type StreamOptions,
} from './object-store.js';
export { s3TextReader } from './s3-text-reader.js';
export { fileUri, formatS3Uri, parseS3Uri } from './uri.js';
