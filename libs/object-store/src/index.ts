export {
  AccessDeniedError,
  ObjectNotFoundError,
  ObjectStoreError,
  type ObjectStoreErrorCode,
  ObjectStoreUnavailableError,
} from './errors.js';
export { ObjectStore, type ObjectStoreOptions, type StoredObject } from './object-store.js';
export { fileUri, formatS3Uri, parseS3Uri } from './uri.js';
