import type { ExposureRecord, Repository } from '@footman/butler-client';
import { table } from '../table.js';
import { isoTime } from './iso-time.js';
import type { ShowOptions } from './show-options.js';

/** An exposure with what hangs on it. */
export interface ListedExposure extends ExposureRecord {
  /** Ids of its visits, usually one. */
  readonly visits: readonly number[];
  /** Files by dataset type. */
  readonly files: Readonly<Record<string, number>>;
}

/** The newest exposures, oldest of them first. */
export async function listExposures(
  repository: Repository,
  { instrument, night, limit }: ShowOptions,
): Promise<readonly ListedExposure[]> {
  const newest = await repository.exposures({ instrument, day_obs: night, limit, newestFirst: true });
  const listed = new Map<ExposureRecord, ListedExposure>();
  for (const name of new Set(newest.map((exposure) => exposure.instrument))) {
    const own = newest.filter((exposure) => exposure.instrument === name);
    const exposures = own.map(({ id }) => id);
    const [files, visits] = await Promise.all([
      repository.fileCounts({ instrument: name, exposures }),
      repository.visitsOf({ instrument: name, exposures }),
    ]);
    for (const exposure of own) {
      const { id } = exposure;
      listed.set(exposure, { ...exposure, visits: visits.get(id) ?? [], files: files.get(id) ?? {} });
    }
  }
  return newest.flatMap((exposure) => listed.get(exposure) ?? []).reverse();
}

/** Exposures for a terminal. */
export function formatExposures(exposures: readonly ListedExposure[]): string {
  const types = [...new Set(exposures.flatMap(({ files }) => Object.keys(files)))];
  return table(
    [
      'exposure',
      'obs_id',
      'instrument',
      'type',
      'filter',
      'seconds',
      'target',
      'begin (TAI)',
      'visit',
      ...types,
    ],
    exposures.map((exposure) => [
      exposure.id,
      exposure.obs_id,
      exposure.instrument,
      exposure.observation_type,
      exposure.physical_filter,
      exposure.exposure_time,
      exposure.target_name ?? '',
      isoTime(exposure.timespan.begin),
      exposure.visits.join(', '),
      ...types.map((type) => exposure.files[type] ?? 0),
    ]),
  );
}
