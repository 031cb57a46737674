import { createLogger } from './logger.js';
import { createMetrics } from './metrics.js';
import type { Service, ServiceParts, ServiceSettings } from './service.js';

/** Makes a service's own logger and metrics, the process's among them. */
export function serviceParts(
  { name }: Pick<Service, 'name'>,
  { LOG_LEVEL }: Pick<ServiceSettings, 'LOG_LEVEL'>,
  env: NodeJS.ProcessEnv,
): ServiceParts {
  return { env, log: createLogger({ name, level: LOG_LEVEL }), registry: createMetrics({ defaults: true }) };
}
