export { type Canary, type CanaryParts, sendCanary } from './canary/send-canary.js';
export { ALLOWED_PPM, type Cause, CAUSES, LOSSES, RECOVERED, REPAIRED } from './reconcile/cause.js';
export { isComplete, type NightReport } from './reconcile/night-report.js';
export { type MissingObject, reconcileNight, type ReconcileOptions } from './reconcile/reconcile-night.js';
export type { Systems } from './reconcile/systems.js';
export { type ReaperConfig, type ReaperSettings, reaperConfig } from './config.js';
export { type ReaperParts, type RunningReaper, startReaper } from './reaper.js';
export { reaperService } from './service.js';
