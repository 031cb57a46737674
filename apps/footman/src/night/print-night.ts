import { openRepository } from '@footman/butler-client';
import { ObjectStore } from '@footman/object-store';
import { dayObsOf, instrumentByName, instrumentNames, isLfaBucket } from '@footman/obs-lsst';
import { bucketsOf, datasetRegexp, Site } from '@footman/operator';
import type { NightOptions } from '../commands/night.js';
import { errorLine, UsageError } from '../errors.js';
import { jsonLine } from '../json-line.js';
import { openOptions } from '../open-options.js';
import { graceMs } from '../operator/grace-ms.js';
import { unasked } from '../operator/unasked.js';
import { GOOD_LABELS } from './exposure-report.js';
import { formatNight, type NightReport } from './format-night.js';
import { nightCompleteness } from './night-completeness.js';
import { notTaken } from './not-taken.js';

/**
 * Prints how complete the exposures of a night are.
 *
 * @returns whether nothing lacks
 */
export async function printNight(
  night: number | undefined,
  { files = false, json = false, ...options }: NightOptions,
  env: NodeJS.ProcessEnv,
): Promise<boolean> {
  const report = await Site.with(env, (site) => look(night ?? dayObsOf(Date.now()), options, { env, site }));
  process.stdout.write(
    json
      ? jsonLine({
          ...report,
          exposures: report.exposures.map(({ files: named, ...rest }) =>
            files ? { ...rest, files: named } : rest,
          ),
        })
      : formatNight(report, { files }),
  );
  return report.complete;
}

async function look(
  night: number,
  { bucket, repo, instrument, all = false }: NightOptions,
  { env, site }: { readonly env: NodeJS.ProcessEnv; readonly site: Site },
): Promise<NightReport> {
  const place = repo ?? env['BUTLER_REPO'];
  if (!place) throw new UsageError('name the repository: --repo, or BUTLER_REPO');
  // Keys of the Large File Annex tell no exposure.
  const buckets = bucketsOf(bucket, env).filter((name) => !isLfaBucket(name));
  if (buckets.length === 0) throw new UsageError('name a bucket of raw images: --bucket, or BUCKETS');
  const instruments = instrument === undefined ? instrumentNames : [instrumentByName(instrument).name];
  const notAsked = [...unasked(site)];
  const remembered: { instrument: string; obs_id: string }[] = [];
  try {
    for (const each of buckets)
      for (const { exposure, instrument: maker } of (await site.ledger?.exposures(night, each)) ?? [])
        if (maker !== null && instruments.includes(maker))
          remembered.push({ instrument: maker, obs_id: exposure });
  } catch (error) {
    notAsked.push(`ledger: ${errorLine(error)}`);
  }
  const store = new ObjectStore(env);
  const repository = await openRepository(place, openOptions);
  try {
    const exposures = await nightCompleteness(
      { store, repository, jobs: site.queues ?? undefined, ledger: site.ledger ?? undefined },
      { night, buckets, instruments, remembered, datasetRegexp: datasetRegexp(env), graceMs: graceMs(env) },
    );
    const incomplete = exposures.filter(({ label }) => !GOOD_LABELS.includes(label));
    const gaps = notTaken(exposures);
    return {
      night,
      buckets,
      complete: incomplete.length === 0 && gaps.length === 0,
      taken: exposures.length,
      incomplete: incomplete.length,
      exposures: all ? exposures : incomplete,
      notTaken: gaps,
      unasked: notAsked,
    };
  } finally {
    await repository.close();
    store.close();
  }
}
