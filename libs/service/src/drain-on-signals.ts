import type { Logger } from './logger.js';

/** How a process ends. */
export interface DrainOptions {
  readonly log: Logger;
  /** How long closing may take before the process ends all the same, in milliseconds. */
  readonly drainMs: number;
}

/**
 * Ends the process with 0 after SIGTERM or SIGINT, once `close` has resolved or has had its time; with 1 when it failed. What isn't
 * finished by then is up to the queue, which gives it to another worker. A second signal ends the process at once.
 */
export function drainOnSignals(close: () => Promise<void>, { log, drainMs }: DrainOptions): void {
  let draining = false;
  const stop = (signal: NodeJS.Signals) => {
    if (draining) process.exit(1);
    draining = true;
    log.info({ signal }, 'Draining');
    setTimeout(() => {
      log.warn({ drainMs }, 'Draining took too long; what is left is for others');
      process.exit(0);
    }, drainMs);
    close().then(
      () => {
        log.info('Drained');
        process.exit(0);
      },
      (error: unknown) => {
        log.error({ err: error }, 'Draining failed');
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);
}
