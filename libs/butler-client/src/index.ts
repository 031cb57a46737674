export type * from './records.js';
export type {
  Batch,
  BatchResult,
  DatasetResult,
  DatasetStatus,
  ExposureResult,
  FieldDifference,
} from './results.js';
export { createRepository, type CreateOptions } from './create-repository.js';
export { openRepository, type FindOptions, type OpenOptions } from './open-repository.js';
export type { TextReader } from './config/config-files.js';
export { Repository, type RepositoryState } from './repository.js';
export { examineRepository, type Examination, type ExamineOptions } from './doctor/examine-repository.js';
export type { Finding, Verdict } from './doctor/findings.js';
export type { IngestPlan } from './doctor/ingest-rights.js';
export { datasetId } from './write/dataset-id.js';
export { redactUrl } from './config/database-url.js';
export type { RegistryVersions } from './registry/known-registry.js';
export type { RegisteredDatasetType } from './registry/registrations.js';
export type { ExposureDetails, VisitDetails } from './read/exposure-details.js';
export type { ExposureQuery } from './read/exposures.js';
export type { VisitQuery } from './read/visits.js';
export type { DatasetQuery, StoredDataset } from './read/datasets.js';
export type { LateDataset, LateDatasetQuery } from './read/late-datasets.js';
export type { RegisteredFile } from './read/files-at.js';
export type { DetectorQuery, DetectorRegion } from './read/dimensions.js';
export type { Nights } from './read/where.js';
export type {
  CollectionRecord,
  CollectionSummary,
  CollectionType,
  NightSummary,
  RepositorySummary,
  SummaryQuery,
} from './read/summary.js';
export {
  ButlerError,
  ConflictError,
  CredentialsError,
  InvalidRecordError,
  MissingDimensionError,
  ReadOnlyRepositoryError,
  RepositoryExistsError,
  RepositoryNotFoundError,
  RepositoryUnavailableError,
  UnsupportedRegistryError,
  type ButlerErrorCode,
  type MissingDimension,
  isAboutRepository,
} from './errors.js';
