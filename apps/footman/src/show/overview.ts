import type { CollectionSummary, NightSummary, Repository } from '@footman/butler-client';
import { table } from '../table.js';
import type { ShowOptions } from './show-options.js';

/** What a repository is and holds. */
export interface Overview {
  readonly root: string;
  readonly registry: string;
  readonly universe: number;
  readonly instruments: readonly string[];
  readonly datasetTypes: readonly {
    readonly name: string;
    readonly storageClass: string;
    readonly dimensions: readonly string[];
  }[];
  readonly collections: readonly CollectionSummary[];
  readonly nights: readonly NightSummary[];
}

/** Looks a repository over; everything is counted in the database. */
export async function overviewOf(
  repository: Repository,
  { instrument, night }: ShowOptions,
): Promise<Overview> {
  const [instruments, datasetTypes, summary] = await Promise.all([
    repository.instruments(),
    repository.datasetTypes(),
    repository.summary({ instrument, day_obs: night }),
  ]);
  return {
    root: repository.root,
    registry: repository.description,
    universe: repository.versions.universe.version,
    instruments: instruments.map(({ name }) => name),
    datasetTypes: datasetTypes.map(({ name, storageClass, dimensions }) => ({
      name,
      storageClass,
      dimensions,
    })),
    ...summary,
  };
}

/** An overview for a terminal, with the newest nights. */
export function formatOverview(
  { root, registry, universe, instruments, datasetTypes, collections, nights }: Overview,
  { limit }: ShowOptions,
): string {
  const types = datasetTypes.map(({ name }) => name);
  const counted = types.filter((type) => nights.some(({ files }) => type in files));
  return [
    `Butler repository ${root}`,
    `  registry      ${registry}, universe ${universe}`,
    `  instruments   ${instruments.join(', ') || 'none: footman butler register'}`,
    '',
    table(
      ['dataset type', 'storage class', 'dimensions'],
      datasetTypes.map(({ name, storageClass, dimensions }) => [name, storageClass, dimensions.join(', ')]),
    ),
    '',
    table(
      ['collection', 'type', 'datasets'],
      collections.map(({ name, type, datasets, children }) => [
        name,
        type,
        children.length > 0 ? children.join(', ') : counts(datasets),
      ]),
    ),
    '',
    table(
      ['instrument', 'night', 'exposures', 'visits', ...counted],
      nights
        .slice(-limit)
        .map(({ instrument, day_obs, exposures, visits, files }) => [
          instrument,
          day_obs,
          exposures,
          visits,
          ...counted.map((type) => files[type] ?? 0),
        ]),
    ),
    ...(nights.length > limit ? [`and ${nights.length - limit} earlier nights: --limit, --night`] : []),
    '',
  ].join('\n');
}

function counts(datasets: Readonly<Record<string, number>>): string {
  return Object.entries(datasets)
    .map(([type, n]) => `${n} ${type}`)
    .join(', ');
}
