export { type DescribedRaw, type GuiderRaw, type ScienceRaw, describeRaw } from './described-raw.js';
export { ObsBaseError, RefusedFileError, type RefusalCode } from './errors.js';
export { defineExposure } from './exposure-definition.js';
export { type IngestFilesOptions, type IngestReport, ingestFiles } from './ingest-files.js';
export type { RawFile } from './raw-file.js';
export { type FileOutcome, type IngestResult, type IngestedExposure, RawIngest } from './raw-ingest.js';
export { readRawHeader } from './read-header.js';
export { registerInstruments } from './register-instruments.js';
export { defineVisit, makesVisit } from './visit-definition.js';
