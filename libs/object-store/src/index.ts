export {
  AccessDeniedError,
  ObjectNotFoundError,
  ObjectStoreError,
  type ObjectStoreErrorCode,
  ObjectStoreUnavailableError,
} from './errors.js';
export {
  type ListOptions,
  ObjectStore,
  type ObjectStoreOptions,
  type RequestOptions,
  type StoredObject,
} from './object-store.js';
export { fileUri, formatS3Uri, parseS3Uri } from './uri.js';
