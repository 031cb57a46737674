import { openRepository } from '@footman/butler-client';
import type { LateOptions } from '../commands/late.js';
import { UsageError } from '../errors.js';
import { jsonLine } from '../json-line.js';
import { openOptions } from '../open-options.js';
import { formatLate } from './format-late.js';
import { type LateExposure, lateExposures } from './late-exposures.js';

/** The unembargo window: what is younger when it is looked for is moved, what is ingested after that nobody looks for. */
const UNEMBARGO_SECONDS = 80 * 3600;

/**
 * Prints which raw datasets were ingested late.
 *
 * @returns whether there are any
 */
export async function printLate(
  { repo, after, instrument, nights, json = false }: LateOptions,
  env: NodeJS.ProcessEnv,
): Promise<boolean> {
  const place = repo ?? env['BUTLER_REPO'];
  if (!place) throw new UsageError('name the repository: --repo, or BUTLER_REPO');
  const afterMs = after ?? lateAfterMs(env);
  const repository = await openRepository(place, openOptions);
  try {
    const exposures: LateExposure[] = [];
    for await (const exposure of lateExposures(repository, { afterMs, instrument, nights }))
      exposures.push(exposure);
    const report = {
      afterMs,
      datasets: exposures.reduce((sum, { datasets }) => sum + datasets.length, 0),
      exposures,
    };
    process.stdout.write(json ? jsonLine(report) : formatLate(report));
    return exposures.length > 0;
  } finally {
    await repository.close();
  }
}

/** LATE_AFTER, as the services have it. */
function lateAfterMs({ LATE_AFTER }: NodeJS.ProcessEnv): number {
  const seconds = Number(LATE_AFTER?.trim() || UNEMBARGO_SECONDS);
  if (!(seconds >= 0)) throw new UsageError('LATE_AFTER has to be a number of seconds');
  return seconds * 1000;
}
