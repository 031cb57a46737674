import { drainOnSignals } from './drain-on-signals.js';
import { parseConfig } from './parse-config.js';
import { serviceParts } from './service-parts.js';
import type { Service, ServiceSettings } from './service.js';

/** Exit codes: it didn't start, and its settings can't be used. */
const FAILED = 1;
const UNUSABLE = 2;

/**
 * The whole of a service's process: settings, log, metrics, start, and an orderly end after SIGTERM or SIGINT.
 *
 * It ends with 2 when its settings can't be used, with 1 when it couldn't start, each said in one message on standard error.
 */
export async function runService<C extends ServiceSettings>(service: Service<C>): Promise<void> {
  let exitCode = UNUSABLE;
  try {
    const config = parseConfig(service.config, process.env);
    service.check?.(process.env);
    exitCode = FAILED;
    const parts = serviceParts(service, config, process.env);
    const running = await service.start(config, parts);
    drainOnSignals(() => running.close(), { log: parts.log, drainMs: config.DRAIN_MS });
  } catch (error) {
    process.stderr.write(`${service.name}: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(exitCode);
  }
}
