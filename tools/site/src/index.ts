export { type Leak, secretsInLogs } from './secrets-in-logs.js';
export { type SecretValue, secretsOf } from './secrets.js';
export { runSite } from './run-site.js';
export type { SiteReport } from './report.js';
