export {
  exposureKeys,
  sampleDetectors,
  simulateExposure,
  type SimulatedExposure,
} from './camera-simulator.js';
export type { S3Access } from './demo-parts.js';
export { obsId, type SimulatedDetector } from './exposure-header.js';
export { openHttpStore } from './http-store.js';
export { Notifier, type NotifierOptions } from './notifier.js';
export { percentile } from './percentile.js';
export { putFiles, type FileToPut, type ObjectToPut, type Put } from './put-files.js';
export { seededRandom } from './seeded-random.js';
