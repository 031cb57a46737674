export { ChecksumReader, type Checksums, type ChecksumsOptions } from './checksums.js';
export {
  auditNight,
  type AuditOptions,
  type AuditSystems,
  type ButlerFile,
  type RucioFinding,
} from './audit/audit-night.js';
export { MENDED, RUCIO_CAUSES, type RucioCause } from './audit/cause.js';
export { queueAgain } from './audit/queue-again.js';
export { isRegistered, type RucioReport } from './audit/rucio-report.js';
export { registrarConfig, type RegistrarConfig } from './config.js';
export { rucioPlace, type RucioPlace } from './rucio-place.js';
export { registrarService } from './service.js';
