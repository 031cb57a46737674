import { Database } from '../database/database.js';
import { keyOf, Row } from '../database/table.js';
import { ButlerError, ConflictError, InvalidRecordError, MissingDimensionError } from '../errors.js';
import { DetectorExposureId, ExposureDefinition, ExposureRecord } from '../records.js';
import { registerDatasetType } from '../registry/register-dataset-type.js';
import { registerRun } from '../registry/register-run.js';
import { Registrations } from '../registry/registrations.js';
import { Batch, BatchResult, ExposureResult } from '../results.js';
import { readExposures } from '../read/exposures.js';
import { TABLES } from '../schema/tables.js';
import { compareWithStored, planDatasets } from './dataset-plan.js';
import { datasetId } from './dataset-id.js';
import { DatastoreNames, IdentifiedDataset, datasetInserts } from './dataset-inserts.js';
import { exposureDifferences } from './exposure-differences.js';
import { exposureInserts, visitInserts } from './exposure-inserts.js';
import { assertRegistered, missingDimensionError } from './missing-dimensions.js';
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
  readonly datastore: DatastoreNames;
  /** New exposures so far. */
  readonly progress: { exposures: number };
}

const RAW_DIMENSIONS = 'detector, exposure, instrument';
type ExposureKey = Pick<ExposureRecord, 'instrument' | 'id'>;
const exposureKey = ({ instrument, id }: ExposureKey): string => `${instrument} ${id}`;

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
  const { database, registrations, datastore } = target;
  const storedBefore = await storedExposures(database, batch);
  const given = new Map(batch.exposures.map((e) => [exposureKey(e.exposure), e]));
  const toWrite = [...given.values()].filter((e) => !storedBefore.has(exposureKey(e.exposure)));
  // Only of new exposures: callers make a visit's regions when it's first looked at, which takes longer than all the rest.
  assertValid(toWrite);
  await assertRegistered(registrations, { exposures: toWrite, datasets: batch.datasets });
  assertExposures(batch, storedBefore);
  const datasets = await identify(target, batch);
  const filesBefore = await storedFiles(database, datasets, datastore, lookup);
  const plan = planDatasets(datasets, filesBefore);
  if (toWrite.length === 0 && plan.toWrite.length === 0) {
    return {
      exposures: batch.exposures.map((e) => existing(e.exposure, storedBefore.get(exposureKey(e.exposure)))),
      datasets: plan.results,
    };
  }

  const { newExposures, newFiles } = await database.transaction(async (tx) => {
    const exposureRows = (await tx.insert(exposureInserts(toWrite))).at(-1) ?? [];
    const newExposures = new Set(exposureRows.map((row) => exposureKey(row as unknown as ExposureKey)));
    const visits = toWrite.flatMap(({ exposure, visit }) =>
      visit && newExposures.has(exposureKey(exposure)) ? [visit] : [],
    );
    const written = await tx.insert([...visitInserts(visits), ...datasetInserts(plan.toWrite, datastore)]);
    return {
      newExposures,
      newFiles: new Set((written.at(-1) ?? []).map((row) => row['dataset_id'] as string)),
    };
  });

  await tendStatistics(target, newExposures.size);

  // Another writer may have been faster; then what it wrote is what is stored.
  const lost = plan.toWrite.filter(({ id }) => !newFiles.has(id));
  const [stored, filesNow] = await Promise.all([
    newExposures.size === toWrite.length ? storedBefore : storedExposures(database, batch),
    lost.length === 0 ? filesBefore : storedFiles(database, lost, datastore),
  ]);
  const seen = new Set<string>();
  return {
    exposures: batch.exposures.map((definition) => {
      const { exposure } = definition;
      const key = exposureKey(exposure);
      const first = !seen.has(key);
      seen.add(key);
      if (first && newExposures.has(key))
        return { ...existing(exposure, undefined), status: 'new', visitDefined: definition.visit !== null };
      return existing(exposure, stored.get(key) ?? given.get(key)?.exposure);
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

function existing(exposure: ExposureRecord, stored: ExposureRecord | undefined): ExposureResult {
  const { instrument, id, obs_id } = exposure;
  const differences = stored ? exposureDifferences(stored, exposure) : [];
  return { instrument, id, obs_id, status: 'existing', visitDefined: false, differences };
}

/** Finds or makes the runs and dataset types of a batch's files. */
async function identify(target: WriteTarget, { datasets }: Batch): Promise<readonly IdentifiedDataset[]> {
  const { database, registrations } = target;
  const result: IdentifiedDataset[] = [];
  for (const dataset of datasets) {
    const { datasetType, run } = dataset;
    if ([...datasetType.dimensions].sort().join(', ') !== RAW_DIMENSIONS) {
      throw new InvalidRecordError(
        `Dataset type ${datasetType.name} has dimensions ${datasetType.dimensions.join(', ')}; files of ${RAW_DIMENSIONS} can be written.`,
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

async function storedExposures(
  database: Database,
  batch: Batch,
): Promise<ReadonlyMap<string, ExposureRecord>> {
  const ids = new Map<string, Set<number>>();
  const add = (instrument: string, id: number): void => {
    ids.set(instrument, (ids.get(instrument) ?? new Set<number>()).add(id));
  };
  for (const { exposure } of batch.exposures) add(exposure.instrument, exposure.id);
  for (const { dataId } of batch.datasets) add(dataId.instrument, dataId.exposure);
  const found = await Promise.all(
    [...ids].map(([instrument, wanted]) => readExposures(database, { instrument, ids: [...wanted] })),
  );
  return new Map(found.flat().map((record) => [exposureKey(record), record]));
}

function assertExposures({ exposures, datasets }: Batch, stored: ReadonlyMap<string, ExposureRecord>): void {
  const known = new Set([...stored.keys(), ...exposures.map((e) => exposureKey(e.exposure))]);
  const absent = new Map(
    datasets
      .map(({ dataId }: { dataId: DetectorExposureId }) => ({
        instrument: dataId.instrument,
        id: dataId.exposure,
      }))
      .filter((e) => !known.has(exposureKey(e)))
      .map((e) => [exposureKey(e), e]),
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
