import { createLogger } from './logger.js';
import { createMetrics } from './metrics.js';
import type { Service, ServiceParts, ServiceSettings } from './service.js';

/** Makes a service's own logger and metrics, the process's among them. */
export function serviceParts(
  { name }: Pick<Service, 'name'>,
  { LOG_LEVEL: level, LOG_CONFIG: levels }: Pick<ServiceSettings, 'LOG_LEVEL' | 'LOG_CONFIG'>,
  env: NodeJS.ProcessEnv,
): ServiceParts {
  const log = createLogger({ name, level, ...(levels && { levels }) });
  return { env, log, registry: createMetrics({ defaults: true }) };
}
