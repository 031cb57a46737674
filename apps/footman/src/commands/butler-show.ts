import type { Repository, RepositorySummary } from '@footman/butler-client';
import { Command } from 'commander';
import { REPO_HELP } from '../open-options.js';
import { table } from '../table.js';

/** `footman butler show REPO`. */
export function butlerShowCommand(): Command {
  return new Command('show')
    .description(
      'What a repository holds: collections, dataset types, nights with exposures, visits and files',
    )
    .argument('<repo>', REPO_HELP)
    .option('--json', 'print it as JSON')
    .action(async (repo: string, { json = false }: { json?: boolean }) => {
      const { withRepository } = await import('../demo/demo-repository.js');
      const overview = await withRepository(repo, overviewOf);
      process.stdout.write(json ? `${JSON.stringify(overview)}\n` : format(overview));
    });
}

interface Overview extends RepositorySummary {
  readonly root: string;
  readonly registry: string;
  readonly universe: number;
  readonly instruments: readonly string[];
  readonly datasetTypes: readonly { readonly name: string; readonly storageClass: string }[];
}

async function overviewOf(repository: Repository): Promise<Overview> {
  const [instruments, datasetTypes, summary] = await Promise.all([
    repository.instruments(),
    repository.datasetTypes(),
    repository.summary(),
  ]);
  return {
    root: repository.root,
    registry: repository.description,
    universe: repository.versions.universe.version,
    instruments: instruments.map(({ name }) => name),
    datasetTypes: datasetTypes.map(({ name, storageClass }) => ({ name, storageClass })),
    ...summary,
  };
}

function format({
  root,
  registry,
  universe,
  instruments,
  datasetTypes,
  collections,
  nights,
}: Overview): string {
  const types = datasetTypes.map(({ name }) => name);
  return [
    `Butler repository ${root}`,
    `  registry      ${registry}, universe ${universe}`,
    `  instruments   ${instruments.join(', ') || 'none: footman butler register'}`,
    `  dataset types ${datasetTypes.map(({ name, storageClass }) => `${name} (${storageClass})`).join(', ') || 'none'}`,
    '',
    table(
      ['collection', 'type', ...types],
      collections.map(({ name, type, datasets }) => [
        name,
        type,
        ...types.map((each) => datasets[each] ?? 0),
      ]),
    ),
    table(
      ['instrument', 'day_obs', 'exposures', 'visits', ...types],
      nights.map(({ instrument, day_obs, exposures, visits, files }) => [
        instrument,
        day_obs,
        exposures,
        visits,
        ...types.map((each) => files[each] ?? 0),
      ]),
    ),
    '',
  ].join('\n');
}
