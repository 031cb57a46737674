import { FileDatastore } from '../config/datastores.js';
import { Database } from '../database/database.js';
import { keyOf, Row } from '../database/table.js';
import { ButlerError, ConflictError, InvalidRecordError, MissingDimensionError } from '../errors.js';
import { DetectorExposureId, ExposureDefinition, ExposureRecord } from '../records.js';
import { registerDatasetType } from '../registry/register-dataset-type.js';
import { registerRun } from '../registry/register-run.js';
import { Registrations } from '../registry/registrations.js';
import { Batch, BatchResult } from '../results.js';
import { TABLES } from '../schema/tables.js';
import { compareWithStored, planDatasets } from './dataset-plan.js';
import { datasetId } from './dataset-id.js';
import { IdentifiedDataset, datasetInserts, takes } from './dataset-inserts.js';
import { exposureDifferences } from './exposure-differences.js';
import { exposureInserts, visitInserts } from './exposure-inserts.js';
import { assertRegistered, missingDimensionError } from './missing-dimensions.js';
import { keyOfId, storedDays, storedExposures, storedVisits } from './stored-exposures.js';
import { Lookup, storedFiles } from './stored-files.js';

/**
 * After how many new exposures the planner is to look at the tables that foreign keys refer to. In a fresh repository it would read all
 * visits and detectors of the instrument for each row that refers to one, until autovacuum comes by: batches took three times as long.
 */
const ANALYZE_AFTER: readonly number[] = [2, 8, 32];
const REFERRED_TABLES = [
  'exposure',
  'visit',
  'detector',
  'day_obs',
  'group',
  'dataset',
  'dataset_type',
  'run',
];

/** Where a batch goes. */
export interface WriteTarget {
  readonly database: Database;
  readonly registrations: Registrations;
  readonly datastores: readonly FileDatastore[];
  /** New exposures so far. */
  readonly progress: { exposures: number };
}

const RAW_DIMENSIONS = 'detector, exposure, instrument';

/**
 * Writes exposures, the visits of those that are new, and files, in one transaction. What is there already stays as it is, and two
 * writers of the same rows end up with the same rows.
 * @throws MissingDimensionError where a record refers to what isn't registered; nothing is written then
 */
export async function writeBatch(target: WriteTarget, batch: Batch): Promise<BatchResult> {
  try {
    return await write(target, batch, 'id');
  } catch (error) {
    // What the database itself refused has a cause.
    if (!(error instanceof ButlerError) || error.cause === undefined) throw error;
    // A data ID is taken by a dataset with an id of another kind.
    if (error instanceof ConflictError) return write(target, batch, 'dataId');
    if (!(error instanceof MissingDimensionError)) throw error;
    // We had seen what the database refuses to refer to: somebody removed a run or a dataset type since.
    target.registrations.forget();
    return write(target, batch, 'id');
  }
}

async function write(target: WriteTarget, batch: Batch, lookup: Lookup): Promise<BatchResult> {
  const { database, registrations, datastores } = target;
  const storedBefore = await storedExposures(database, exposuresOf(batch));
  const given = new Map(batch.exposures.map((e) => [keyOfId(e.exposure), e]));
  const toWrite = [...given.values()].filter((e) => !storedBefore.records.has(keyOfId(e.exposure)));
  // Only of new exposures: callers make a visit's regions when it's first looked at, which takes longer than all the rest.
  assertValid(toWrite);
  await assertRegistered(registrations, { exposures: toWrite, datasets: batch.datasets });
  assertExposures(batch, storedBefore.records);
  const datasets = await identify(target, batch);
  const [filesBefore, visitsBefore] = await Promise.all([
    storedFiles(database, datasets, datastores, lookup),
    storedVisits(
      database,
      toWrite.flatMap(({ visit }) => visit?.visit ?? []),
    ),
  ]);
  const plan = planDatasets(datasets, filesBefore);
  const { newExposures, newFiles } =
    toWrite.length === 0 && plan.toWrite.length === 0
      ? { newExposures: new Set<string>(), newFiles: new Set<string>() }
      : await database.transaction(async (tx) => {
          const exposureRows = (await tx.insert(exposureInserts(toWrite))).at(-1) ?? [];
          const newExposures = new Set(
            exposureRows.map((row) => keyOfId(row as unknown as Pick<ExposureRecord, 'instrument' | 'id'>)),
          );
          // A visit that has a record already keeps its own regions: overlaps of two regions must not mix.
          const visits = toWrite.flatMap(({ exposure, visit }) =>
            visit && newExposures.has(keyOfId(exposure)) && !visitsBefore.has(keyOfId(visit.visit))
              ? [visit]
              : [],
          );
          const inserts = [...visitInserts(visits), ...datasetInserts(plan.toWrite, datastores)];
          const written = await tx.insert(inserts);
          return {
            newExposures,
            newFiles: new Set(
              written
                .slice(-datastores.length)
                .flatMap((rows) => rows.map((row) => row['dataset_id'] as string)),
            ),
          };
        });

  await tendStatistics(target, newExposures.size);

  // Another writer may have been faster; then what it wrote is what is stored.
  const lost = plan.toWrite.filter(({ id }) => !newFiles.has(id));
  const [stored, days, filesNow] = await Promise.all([
    newExposures.size === toWrite.length ? storedBefore : storedExposures(database, exposuresOf(batch)),
    storedDays(
      database,
      batch.exposures.map(({ day_obs }) => day_obs),
    ),
    lost.length === 0 ? filesBefore : storedFiles(database, lost, datastores),
  ]);
  const seen = new Set<string>();
  return {
    exposures: batch.exposures.map((definition) => {
      const key = keyOfId(definition.exposure);
      const first = !seen.has(key);
      seen.add(key);
      const isNew = newExposures.has(key);
      const visit = isNew ? given.get(key)?.visit : null;
      const visitDefined = Boolean(visit && !visitsBefore.has(keyOfId(visit.visit)));
      const record = stored.records.get(key) ?? given.get(key)?.exposure ?? definition.exposure;
      const { instrument, id, obs_id } = definition.exposure;
      return {
        instrument,
        id,
        obs_id,
        status: first && isNew ? 'new' : 'existing',
        visitDefined: first && visitDefined,
        hasVisit: visitDefined || stored.inVisits.has(key),
        differences: exposureDifferences(
          { exposure: record, day_obs: days.get(keyOfId(definition.day_obs)) },
          definition,
        ),
      };
    }),
    datasets: plan.results.map((result) => {
      const written = result.status === 'new';
      if (!written) return result;
      const race = lost.find(({ id }) => id === result.id);
      return race ? compareWithStored(race, filesNow) : result;
    }),
  };
}

async function tendStatistics({ database, progress }: WriteTarget, newExposures: number): Promise<void> {
  const before = progress.exposures;
  progress.exposures += newExposures;
  if (ANALYZE_AFTER.some((n) => before < n && n <= progress.exposures))
    await database.analyze(REFERRED_TABLES);
}

/** Finds or makes the runs and dataset types of a batch's files. */
async function identify(target: WriteTarget, { datasets }: Batch): Promise<readonly IdentifiedDataset[]> {
  const { database, registrations, datastores } = target;
  const result: IdentifiedDataset[] = [];
  for (const dataset of datasets) {
    const { datasetType, run } = dataset;
    if ([...datasetType.dimensions].sort().join(', ') !== RAW_DIMENSIONS) {
      throw new InvalidRecordError(
        `Dataset type ${datasetType.name} has dimensions ${datasetType.dimensions.join(', ')}; files of ${RAW_DIMENSIONS} can be written.`,
      );
    }
    if (!datastores.some((datastore) => takes(datastore, dataset))) {
      throw new InvalidRecordError(
        `No datastore takes ${datasetType.name} of ${dataset.dataId.instrument}: the constraints in butler.yaml are against it.`,
      );
    }
    let type = await registrations.datasetType(datasetType.name);
    if (type?.storageClass !== datasetType.storageClass || type.dimensions.join(', ') !== RAW_DIMENSIONS) {
      await registerDatasetType(database, registrations, datasetType);
      type = await registrations.datasetType(datasetType.name);
    }
    let runId = await registrations.run(run);
    if (runId === undefined) {
      await registerRun(database, run);
      runId = await registrations.run(run);
    }
    if (type && runId !== undefined) result.push({ dataset, id: datasetId(dataset), runId, type });
  }
  return result;
}

/** The exposures that a batch brings or refers to. */
function exposuresOf({ exposures, datasets }: Batch): readonly Pick<ExposureRecord, 'instrument' | 'id'>[] {
  return [
    ...exposures.map(({ exposure }) => exposure),
    ...datasets.map(({ dataId: { instrument, exposure: id } }) => ({ instrument, id })),
  ];
}

function assertExposures({ exposures, datasets }: Batch, stored: ReadonlyMap<string, ExposureRecord>): void {
  const known = new Set([...stored.keys(), ...exposures.map((e) => keyOfId(e.exposure))]);
  const absent = new Map(
    datasets
      .map(({ dataId }: { dataId: DetectorExposureId }) => ({
        instrument: dataId.instrument,
        id: dataId.exposure,
      }))
      .filter((e) => !known.has(keyOfId(e)))
      .map((e) => [keyOfId(e), e]),
  );
  if (absent.size === 0) return;
  throw missingDimensionError(
    [...absent.values()].map(({ instrument, id }) => ({
      dimension: 'exposure',
      dataId: { instrument, exposure: id },
    })),
    'Ingest one of its raw files first, or give the exposure with the batch.',
  );
}

function assertValid(exposures: readonly ExposureDefinition[]): void {
  for (const { day_obs, exposure, visit } of exposures) {
    for (const [table, span] of [
      ['day_obs', day_obs.timespan],
      ['exposure', exposure.timespan],
      ['visit', visit?.visit.timespan],
    ] as const) {
      if (span && span.end <= span.begin) {
        throw new InvalidRecordError(
          `The ${table} of exposure ${exposure.obs_id} has an empty timespan: it ends before or when it begins.`,
        );
      }
    }
    const key = keyOf(TABLES.exposure, exposure as unknown as Row);
    if (visit && keyOf(TABLES.exposure, { instrument: visit.visit.instrument, id: visit.exposure }) !== key) {
      throw new InvalidRecordError(`The visit of exposure ${exposure.obs_id} belongs to another exposure.`);
    }
  }
}
