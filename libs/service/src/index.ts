export { ConfigError, type ConfigProblem } from './config-error.js';
export { type DrainOptions, drainOnSignals } from './drain-on-signals.js';
export { commaSeparated } from './comma-separated.js';
export { lazily, type Lazy } from './lazily.js';
export { createLogger, type Logger, type LoggerOptions } from './logger.js';
export { createMetrics, type MetricsOptions } from './metrics.js';
export { parseConfig } from './parse-config.js';
export { regularExpression } from './regular-expression.js';
export { Secret, secret } from './secret.js';
