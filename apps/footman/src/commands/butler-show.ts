import type { Repository } from '@footman/butler-client';
import { Command } from 'commander';
import { REPO_HELP } from '../open-options.js';
import { jsonLine } from '../json-line.js';
import { formatExposures, listExposures } from '../show/exposure-list.js';
import { formatOverview, overviewOf } from '../show/overview.js';
import { type ShowOptions, parseLimit, parseNights } from '../show/show-options.js';
import { formatVisits } from '../show/visit-list.js';

/** `footman butler show REPO`. */
export function butlerShowCommand(): Command {
  return new Command('show')
    .description(
      'What a repository holds: dataset types, collections, nights; on request exposures and visits',
    )
    .argument('<repo>', REPO_HELP)
    .option('--instrument <name>', 'only of this instrument')
    .option('--night <day_obs>', 'only this night, or first..last', parseNights)
    .option('--exposures', 'list exposures with their visits and files, the newest')
    .option('--visits', 'list visits, the newest')
    .option('--limit <n>', 'rows of a list at most', parseLimit, 50)
    .option('--json', 'print it as JSON, records in full; timespans in TAI nanoseconds, as text')
    .action(async (repo: string, options: ShowFlags) => {
      const { withRepository } = await import('../demo/demo-repository.js');
      process.stdout.write(await withRepository(repo, (repository) => show(repository, options)));
    });
}

interface ShowFlags extends ShowOptions {
  readonly exposures?: boolean;
  readonly visits?: boolean;
  readonly json?: boolean;
}

async function show(repository: Repository, options: ShowFlags): Promise<string> {
  const { instrument, night, limit, json } = options;
  if (!options.exposures && !options.visits) {
    const overview = await overviewOf(repository, options);
    return json ? jsonLine(overview) : formatOverview(overview, options);
  }
  const exposures = options.exposures ? await listExposures(repository, options) : undefined;
  const query = { instrument, day_obs: night, limit, newestFirst: true };
  const visits = options.visits ? [...(await repository.visits(query))].reverse() : undefined;
  if (json) return jsonLine({ exposures, visits });
  const lists = [exposures && formatExposures(exposures), visits && formatVisits(visits)];
  return `${lists.filter((list) => list !== undefined).join('\n\n')}\n`;
}
