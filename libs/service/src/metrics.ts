import { Gauge, Registry, collectDefaultMetrics } from 'prom-client';
import { version } from './version.js';

/** What a registry begins with. */
export interface MetricsOptions {
  /** Also measure the process: CPU, memory, event loop. @default false */
  readonly defaults?: boolean;
}

/** Makes a Prometheus registry of an app's own, so that several apps can live in one process. */
export function createMetrics({ defaults = false }: MetricsOptions = {}): Registry {
  const registry = new Registry();
  new Gauge({
    name: 'footman_build_info',
    help: '1; the version that runs',
    labelNames: ['version'],
    registers: [registry],
  }).set({ version: version() }, 1);
  if (defaults) collectDefaultMetrics({ register: registry });
  return registry;
}
