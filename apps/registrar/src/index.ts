export { ChecksumReader, type Checksums, type ChecksumsOptions } from './checksums.js';
export { registrarConfig, type RegistrarConfig } from './config.js';
export { rucioPlace, type RucioPlace } from './rucio-place.js';
export { registrarService } from './service.js';
