import { ButlerConfig } from './config/butler-config.js';
import { Database } from './database/database.js';
import { integer, text } from './database/values.js';
import { ReadOnlyRepositoryError } from './errors.js';
import { readDatasets, DatasetQuery, StoredDataset } from './read/datasets.js';
import { ExposureDetails, readExposureDetails } from './read/exposure-details.js';
import { ExposureQuery, readExposures } from './read/exposures.js';
import {
  DetectorQuery,
  DetectorRegion,
  readDays,
  readDetectors,
  readPhysicalFilters,
  readVisitRegions,
} from './read/dimensions.js';
import { readFileCounts } from './read/file-counts.js';
import { readFilesAt, RegisteredFile } from './read/files-at.js';
import { LateDataset, LateDatasetQuery, readLateDatasets } from './read/late-datasets.js';
import { readInstruments } from './read/instruments.js';
import { eachOf, pages } from './read/pages.js';
import {
  CollectionRecord,
  readCollections,
  readSummary,
  RepositorySummary,
  SummaryQuery,
} from './read/summary.js';
import { readVisits, VisitQuery } from './read/visits.js';
import {
  DatasetTypeDefinition,
  DayObsRecord,
  DetectorRecord,
  ExposureRecord,
  InstrumentDefinition,
  InstrumentRecord,
  PhysicalFilterRecord,
  VisitRecord,
} from './records.js';
import { assertKnown, RegistryVersions } from './registry/known-registry.js';
import { registerDatasetType } from './registry/register-dataset-type.js';
import { registerInstrument } from './registry/register-instrument.js';
import { registerRun } from './registry/register-run.js';
import { RegisteredDatasetType, Registrations } from './registry/registrations.js';
import { Batch, BatchResult } from './results.js';
import { writeBatch } from './write/write-batch.js';

/** Exposures whose datasets are read at once: a page of some ten thousand. */
const EXPOSURES_AT_ONCE = 50;

/** What an open repository was found to be. */
export interface RepositoryState {
  /** The directory of butler.yaml, or its URI. */
  readonly root: string;
  readonly config: ButlerConfig;
  readonly versions: RegistryVersions;
  readonly writeable: boolean;
  /** What this package doesn't know about it; such a repository can be read only. */
  readonly problems: readonly string[];
}

/**
 * An open Butler repository. Get one from `openRepository` or `createRepository`, and close it in the end. May be shared by any number
 * of callers at once.
 */
export class Repository {
  private readonly registrations: Registrations;
  private readonly progress = { exposures: 0 };

  constructor(
    private readonly database: Database,
    private readonly state: RepositoryState,
  ) {
    this.registrations = new Registrations(database);
  }

  /** The directory of butler.yaml, or its URI. */
  get root(): string {
    return this.state.root;
  }

  /** Where the registry is, without password. */
  get description(): string {
    return this.database.description;
  }

  get dialect(): Database['dialect'] {
    return this.database.dialect;
  }

  /** The registry's universe and managers. */
  get versions(): RegistryVersions {
    return this.state.versions;
  }

  /** What this package doesn't know about the registry; empty where it may write. */
  get problems(): readonly string[] {
    return this.state.problems;
  }

  /** The name under which files are booked; of several datastores the first's. */
  get datastoreName(): string {
    return this.state.config.datastores[0]?.name ?? '';
  }

  /**
   * Writes an instrument with its detectors and physical filters.
   * @returns whether anything was new
   * @throws ConflictError where it is stored with other values
   */
  async registerInstrument(definition: InstrumentDefinition): Promise<boolean> {
    this.assertWriteable();
    return registerInstrument(this.database, definition);
  }

  /**
   * Makes a dataset type.
   * @returns whether it is new
   * @throws ConflictError where it is stored with other dimensions or storage class
   */
  async registerDatasetType(definition: DatasetTypeDefinition): Promise<boolean> {
    this.assertWriteable();
    return registerDatasetType(this.database, this.registrations, definition);
  }

  /**
   * Makes a run.
   * @returns whether it is new
   * @throws ConflictError where a collection of another kind has its name
   */
  async registerRun(name: string): Promise<boolean> {
    this.assertWriteable();
    return registerRun(this.database, name);
  }

  /**
   * Writes exposures, the visits of those that are new, and files, in one transaction; makes their runs and dataset types where
   * needed. The same batch again changes nothing.
   * @throws MissingDimensionError where a record refers to what isn't registered; nothing is written then
   * @throws RepositoryUnavailableError where the database is away; the same batch may be tried again
   */
  async writeBatch(batch: Batch): Promise<BatchResult> {
    this.assertWriteable();
    return writeBatch(
      {
        database: this.database,
        registrations: this.registrations,
        progress: this.progress,
        datastores: this.state.config.datastores,
      },
      batch,
    );
  }

  /** Registered instruments, by name. */
  instruments(): Promise<readonly InstrumentRecord[]> {
    return readInstruments(this.database);
  }

  /** Exposure records, by instrument and id. */
  exposures(query: ExposureQuery = {}): Promise<readonly ExposureRecord[]> {
    return readExposures(this.database, query);
  }

  /** Exposures with their days, and their one-to-one visits down to the pixels of each detector, by id. */
  exposureDetails(instrument: string, ids: readonly number[]): Promise<readonly ExposureDetails[]> {
    return readExposureDetails(this.database, instrument, ids);
  }

  /** The ids of those of some observations that the registry has, by obs_id. */
  async exposureIds(instrument: string, obsIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const { sql } = this.database;
    const rows = await this.database.query(
      `SELECT obs_id, id FROM ${sql.table('exposure')} WHERE instrument = $1 AND ${sql.among('obs_id', 2, 'text')}`,
      [instrument, obsIds],
    );
    return new Map(rows.map((row) => [text(row['obs_id']), integer(row['id'])]));
  }

  /** Exposure records one after the other, by instrument and id, without holding all of them. */
  eachExposure(query: Omit<ExposureQuery, 'newestFirst'> = {}): AsyncGenerator<ExposureRecord, void> {
    return eachOf((page) => readExposures(this.database, { ...query, ...page }), query);
  }

  /** Visit records one after the other, by instrument and id, without holding all of them. */
  eachVisit(query: Omit<VisitQuery, 'newestFirst'> = {}): AsyncGenerator<VisitRecord, void> {
    return eachOf((page) => readVisits(this.database, { ...query, ...page }), query);
  }

  /** Visit records, by instrument and id. */
  visits(query: VisitQuery = {}): Promise<readonly VisitRecord[]> {
    return readVisits(this.database, query);
  }

  /** How many detectors of a visit have a region. */
  async detectorRegionCount(instrument: string, visit: number): Promise<number> {
    const [row] = await this.database.query(
      `SELECT count(*) AS n FROM ${this.database.sql.table('visit_detector_region')} WHERE instrument = $1 AND visit = $2`,
      [instrument, visit],
    );
    return integer(row?.['n'] ?? 0);
  }

  /** Files of detectors and exposures, by dataset type, exposure and detector. */
  datasets(query: DatasetQuery = {}): Promise<readonly StoredDataset[]> {
    return readDatasets(this.database, this.registrations, this.state.config.datastores, query);
  }

  /**
   * Datasets one after the other, by instrument and exposure, without holding all of them. `limit` counts all dataset types together.
   */
  async *eachDataset(query: DatasetQuery = {}): AsyncGenerator<StoredDataset, void, undefined> {
    const { limit = Infinity, ...rest } = query;
    const { instrument, day_obs, exposure, exposures } = query;
    const ids = exposures ?? (exposure === undefined ? undefined : [exposure]);
    let left = limit;
    const read = (after: ExposureRecord | undefined, size: number) =>
      readExposures(this.database, { instrument, day_obs, ids, after, limit: size });
    for await (const page of pages(read, EXPOSURES_AT_ONCE)) {
      for (const name of new Set(page.map((record) => record.instrument))) {
        const some = page.filter((record) => record.instrument === name).map(({ id }) => id);
        const found = await this.datasets({ ...rest, instrument: name, exposures: some });
        yield* found.slice(0, left);
        left -= found.length;
        if (left <= 0) return;
      }
    }
  }

  /** Those of some files, given by their URIs, that the Butler has as datasets of whatever type and run. */
  filesAt(uris: readonly string[]): Promise<readonly RegisteredFile[]> {
    return readFilesAt(this.database, this.state.config.datastores, uris);
  }

  /** Datasets that were ingested long after their exposures had ended, by instrument, exposure and detector. */
  lateDatasets(query: LateDatasetQuery): Promise<readonly LateDataset[]> {
    return readLateDatasets(this.database, this.registrations, query);
  }

  /** The visits that some exposures belong to, of all visit systems: exposure to the ids of its visits. */
  async visitsOf(query: {
    readonly instrument: string;
    readonly exposures: readonly number[];
  }): Promise<ReadonlyMap<number, readonly number[]>> {
    const { sql } = this.database;
    const rows = await this.database.query(
      `SELECT exposure, visit FROM ${sql.table('visit_definition')} ` +
        `WHERE instrument = $1 AND ${sql.among('exposure', 2, 'bigint')} ORDER BY exposure, visit`,
      [query.instrument, query.exposures],
    );
    const visits = new Map<number, number[]>();
    for (const row of rows) {
      const exposure = integer(row['exposure']);
      visits.set(exposure, [...(visits.get(exposure) ?? []), integer(row['visit'])]);
    }
    return visits;
  }

  /** How many datasets some exposures have, in all runs: exposure to dataset type to number. */
  fileCounts(query: {
    readonly instrument: string;
    readonly exposures: readonly number[];
  }): Promise<ReadonlyMap<number, Readonly<Record<string, number>>>> {
    return readFileCounts(this.database, this.registrations, query);
  }

  /** Detectors, by instrument and id. */
  detectors(query: DetectorQuery = {}): Promise<readonly DetectorRecord[]> {
    return readDetectors(this.database, query);
  }

  /** Physical filters, by instrument and name. */
  physicalFilters(query: { readonly instrument?: string } = {}): Promise<readonly PhysicalFilterRecord[]> {
    return readPhysicalFilters(this.database, query);
  }

  /** Nights, by instrument and day. */
  days(query: { readonly instrument?: string } = {}): Promise<readonly DayObsRecord[]> {
    return readDays(this.database, query);
  }

  /** The regions of a visit's detectors, by detector. */
  visitRegions(visit: {
    readonly instrument: string;
    readonly visit: number;
  }): Promise<readonly DetectorRegion[]> {
    return readVisitRegions(this.database, visit);
  }

  /** Collections, by name. */
  collections(): Promise<readonly CollectionRecord[]> {
    return readCollections(this.database);
  }

  /** Dataset types, by name. */
  datasetTypes(): Promise<readonly RegisteredDatasetType[]> {
    return this.registrations.allDatasetTypes();
  }

  /** Collections with dataset counts by type, and nights with exposures, visits and files. */
  summary(query: SummaryQuery = {}): Promise<RepositorySummary> {
    return readSummary(this.database, this.registrations, query);
  }

  /** Ends all connections. */
  close(): Promise<void> {
    return this.database.close();
  }

  private assertWriteable(): void {
    if (this.state.writeable) return;
    assertKnown(this.description, this.state.problems);
    throw new ReadOnlyRepositoryError(
      `${this.state.root} was opened for reading; open it with writeable: true.`,
    );
  }
}
