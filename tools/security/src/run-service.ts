import {
  type RunningService,
  type Service,
  createLogger,
  createMetrics,
  parseConfig,
} from '@footman/service';

/** A service in this process, with all that it wrote. */
export interface StartedService extends RunningService {
  /** Its log, a line each. */
  readonly log: readonly string[];
}

/** Settings that suit any service here. */
const HERE = { HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'trace' };

/** Starts a service as it is deployed, all from its environment, and keeps its log; `log` keeps it also where it doesn't start. */
export async function start<C extends { LOG_LEVEL: string }>(
  service: Service<C & Parameters<Service['start']>[0]>,
  settings: NodeJS.ProcessEnv,
  log: string[] = [],
): Promise<StartedService> {
  const env = { ...HERE, ...settings };
  const config = parseConfig(service.config, env);
  service.check?.(env);
  const logger = createLogger({
    name: service.name,
    level: config.LOG_LEVEL,
    destination: { write: (line) => void log.push(line) },
  });
  const running = await service.start(config, { env, log: logger, registry: createMetrics() });
  return { url: running.url, close: () => running.close(), log };
}
