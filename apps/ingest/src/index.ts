export { type IngestConfig, type IngestSettings, ingestConfig } from './config.js';
export { type IngestParts, type RunningIngest, startIngest } from './ingest.js';
export type { IngestOutcome } from './ingest.service.js';
export { s3RawFile } from './s3-raw-file.js';
export { ingestService } from './service.js';
