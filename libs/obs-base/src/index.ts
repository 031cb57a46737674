export { type DescribedRaw, type GuiderRaw, type ScienceRaw, describeRaw } from './described-raw.js';
export { ObsBaseError, RefusedFileError, type RefusalCode } from './errors.js';
export { defineExposure } from './exposure-definition.js';
export { type IngestFilesOptions, type IngestReport, ingestFiles } from './ingest-files.js';
export type { RawFile } from './raw-file.js';
export type {
  FileOutcome,
  IngestEngine,
  IngestResult,
  IngestedExposure,
  StoredFile,
} from './ingest-engine.js';
export { ObserveIngest } from './observe-ingest.js';
export { RawIngest, type RawIngestOptions } from './raw-ingest.js';
export { readRawHeader } from './read-header.js';
export { registerInstruments } from './register-instruments.js';
export { defineVisit, makesVisit } from './visit-definition.js';
export { compareWithRegistry } from './verify/compare-with-registry.js';
export type { Difference } from './verify/difference.js';
export { regionOffset } from './verify/compare-regions.js';
export { ShadowIngest, type ShadowReport } from './shadow-ingest.js';
export { type VerifiedExposure, type VerifyOptions, verifyRepository } from './verify/verify-repository.js';
