import { Registry, collectDefaultMetrics } from 'prom-client';

/** What a registry begins with. */
export interface MetricsOptions {
  /** Also measure the process: CPU, memory, event loop. @default false */
  readonly defaults?: boolean;
}

/** Makes a Prometheus registry of an app's own, so that several apps can live in one process. */
export function createMetrics({ defaults = false }: MetricsOptions = {}): Registry {
  const registry = new Registry();
  if (defaults) collectDefaultMetrics({ register: registry });
  return registry;
}
