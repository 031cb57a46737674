export { checkStats } from './check-stats.js';
export { EmbargoStats, type EmbargoStatsOptions, type Step } from './embargo-stats.js';
