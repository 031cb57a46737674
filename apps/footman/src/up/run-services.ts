import { serviceParts, type RunningService } from '@footman/service';
import type { PlannedService } from './plan-services.js';

/** A service that listens. */
export interface ListeningService {
  readonly name: string;
  readonly url: string;
  readonly use: string;
}

/** Services that run in this process. */
export interface RunningServices {
  readonly listening: readonly ListeningService[];
  /** Closes all at once. */
  close(): Promise<void>;
}

/**
 * Starts services in this process, each with its own log and metrics, as in processes of their own.
 *
 * @throws the first error of a service that didn't start, once the others are closed again.
 */
export async function runServices(planned: readonly PlannedService[]): Promise<RunningServices> {
  const running: RunningService[] = [];
  const close = async () => {
    await Promise.all(running.map((each) => each.close()));
  };
  const starts = await Promise.allSettled(
    planned.map(async ({ service, use, config, env }) => {
      const started = await service.start(config, serviceParts(service, config, env));
      running.push(started);
      return { name: service.name, url: started.url, use };
    }),
  );
  const listening = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  const failed = starts.findIndex(({ status }) => status === 'rejected');
  if (failed === -1) return { listening, close };
  await close();
  const { reason } = starts[failed] as PromiseRejectedResult;
  const message = reason instanceof Error ? reason.message : String(reason);
  throw new ServiceFailedError(`${planned[failed]?.service.name} did not start: ${message}`, {
    cause: reason,
  });
}

/** A service didn't start, so none runs. */
export class ServiceFailedError extends Error {
  override name = 'ServiceFailedError';
  readonly code = 'up.service_failed';
}
