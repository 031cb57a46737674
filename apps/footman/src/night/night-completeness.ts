import type { ExposureRecord, Repository } from '@footman/butler-client';
import type { ObjectStore } from '@footman/object-store';
import { makesVisit } from '@footman/obs-base';
import { instrumentByName } from '@footman/obs-lsst';
import { reconcileNight, type Systems } from '@footman/reaper';
import { type ArrivedExposure, Arrivals, nothingArrived } from './arrivals.js';
import { type ExpectedSensors, parseExpectedSensors } from './expected-sensors.js';
import type { ExposureReport } from './exposure-report.js';
import { type ButlerExposure, reportExposure } from './report-exposure.js';

/** Where a night is looked for. */
export interface NightPlaces {
  readonly store: Pick<ObjectStore, 'list' | 'directories' | 'get'>;
  readonly repository: Repository;
  readonly jobs: Systems['jobs'];
  readonly ledger: Systems['ledger'];
}

/** Which night, and of it what. */
export interface NightSelection {
  readonly night: number;
  /** As `[profile@]bucket`. */
  readonly buckets: readonly string[];
  readonly instruments: readonly string[];
  /** Exposures that the ledger remembers. */
  readonly remembered: readonly Pick<ArrivedExposure, 'instrument' | 'obs_id'>[];
  readonly datasetRegexp: RegExp;
  readonly graceMs: number;
}

/** Read from the Butler, or from a bucket, at once. */
const EXPOSURES_AT_ONCE = 50;
const MANIFESTS_AT_ONCE = 16;

/** How complete each exposure of a night is, by instrument and seq_num. Objects are compared by the reaper's windows. */
export async function nightCompleteness(
  { store, repository, jobs, ledger }: NightPlaces,
  { night, buckets, instruments, remembered, datasetRegexp, graceMs }: NightSelection,
): Promise<readonly ExposureReport[]> {
  const arrivals = new Arrivals({ instruments, datasetRegexp, freshAfter: Date.now() - graceMs });
  // Before the listing: what comes meanwhile would seem to be in the Butler alone.
  const registered = await registeredExposures(repository, night, instruments);
  const systems: Systems = {
    store: arrivals.overheard(store),
    repository: async () => repository,
    jobs,
    ledger,
  };
  for (const bucket of buckets)
    await reconcileNight(systems, bucket, night, {
      datasetRegexp,
      graceMs,
      requeue: [],
      onMissing: (missing) => arrivals.lacks(missing),
    });

  const exposures = new Map([...arrivals.exposures].map((each) => [idOf(each), each]));
  for (const each of [...[...registered.values()].map(({ record }) => record), ...remembered])
    if (!exposures.has(idOf(each))) exposures.set(idOf(each), nothingOf(each));

  const all = [...exposures.values()].sort(
    (a, b) =>
      a.instrument.localeCompare(b.instrument) || a.seq_num - b.seq_num || (a.obs_id < b.obs_id ? -1 : 1),
  );
  const reports: ExposureReport[] = [];
  for (let i = 0; i < all.length; i += MANIFESTS_AT_ONCE)
    reports.push(
      ...(await Promise.all(
        all
          .slice(i, i + MANIFESTS_AT_ONCE)
          .map(async (each) =>
            reportExposure(each, await expectedOf(store, each), registered.get(idOf(each))),
          ),
      )),
    );
  return reports;
}

type Identity = Pick<ArrivedExposure, 'instrument' | 'obs_id'>;

const idOf = ({ instrument, obs_id }: Identity): string => `${instrument} ${obs_id}`;

/** An exposure of which nothing is in the buckets. */
function nothingOf({ instrument, obs_id }: Identity): ArrivedExposure {
  const seq_num = Number(/\d+$/.exec(obs_id)?.[0] ?? 0);
  return nothingArrived({ instrument, obs_id, seq_num });
}

async function expectedOf(
  store: NightPlaces['store'],
  { manifest }: ArrivedExposure,
): Promise<ExpectedSensors | null> {
  if (!manifest) return null;
  const bytes = await store.get(manifest.bucket, manifest.key);
  return parseExpectedSensors(new TextDecoder().decode(bytes));
}

/** What the Butler has of a night. */
async function registeredExposures(
  repository: Repository,
  day_obs: number,
  instruments: readonly string[],
): Promise<ReadonlyMap<string, ButlerExposure & { readonly record: ExposureRecord }>> {
  const found = new Map<string, ButlerExposure & { readonly record: ExposureRecord }>();
  for (const instrument of instruments) {
    const { raw, guider } = instrumentByName(instrument).files;
    const records = await repository.exposures({ instrument, day_obs });
    for (let i = 0; i < records.length; i += EXPOSURES_AT_ONCE) {
      const some = records.slice(i, i + EXPOSURES_AT_ONCE);
      const query = { instrument, exposures: some.map(({ id }) => id) };
      const [files, visits] = await Promise.all([repository.fileCounts(query), repository.visitsOf(query)]);
      for (const record of some) {
        const counts = files.get(record.id) ?? {};
        found.set(idOf(record), {
          record,
          id: record.id,
          science: counts[raw.datasetType.name] ?? 0,
          guider: guider ? (counts[guider.datasetType.name] ?? 0) : 0,
          visit: visits.has(record.id) ? 'defined' : makesVisit(record) ? 'missing' : 'none',
        });
      }
    }
  }
  return found;
}
