import { jest } from '@jest/globals';
import {
  createRepository,
  ExposureDefinition,
  InvalidRecordError,
  MissingDimensionError,
  Repository,
} from '../src/index.js';
import { exposure, file, files, instrument } from './support/builders.js';
import { DATABASES, Places } from './support/repositories.js';

jest.setTimeout(60_000);

type Peek = {
  query(s: string): Promise<readonly Record<string, unknown>[]>;
  sql: { table(n: string): string };
};
const peek = (repository: Repository): Peek => (repository as unknown as { database: Peek }).database;

/** Every row of every table that a batch touches, to see that nothing changed. */
async function everything(repository: Repository): Promise<string> {
  const { query, sql } = { query: peek(repository).query.bind(peek(repository)), sql: peek(repository).sql };
  const tables = [
    'group day_obs exposure visit visit_system visit_definition visit_system_membership visit_detector_region',
    'visit_skypix_overlap visit_detector_region_skypix_overlap collection run collection_summary_dataset_type',
    'collection_summary_instrument dataset dataset_tags_00000001 dataset_location file_datastore_records',
  ].flatMap((line) => line.split(' '));
  const rows = await Promise.all(
    tables.map(async (t) => [t, await query(`SELECT * FROM ${sql.table(t)} ORDER BY 1, 2`)]),
  );
  return JSON.stringify(rows, (_k, v: unknown) => (typeof v === 'bigint' ? String(v) : v));
}

describe.each(DATABASES)('writing a batch on %s', (_name, start) => {
  let places: Places;
  let repository: Repository;

  beforeAll(async () => {
    places = await start();
  });
  afterAll(() => places.close());
  beforeEach(async () => {
    const { root, options } = places.next();
    repository = await createRepository(root, options);
    await repository.registerInstrument(instrument());
  });
  afterEach(() => repository.close());

  it('looks at the visit of an exposure only when that is new', async () => {
    const known = exposure(7);
    await repository.writeBatch({ exposures: [known], datasets: [] });
    const lazy: ExposureDefinition = {
      ...known,
      get visit(): never {
        throw new Error('its regions were made for nothing');
      },
    };
    const { exposures, datasets } = await repository.writeBatch({
      exposures: [lazy],
      datasets: files(known),
    });
    expect(exposures).toMatchObject([{ status: 'existing', visitDefined: false }]);
    expect(new Set(datasets.map(({ status }) => status))).toEqual(new Set(['new']));
  });

  it('writes an exposure, its visit and its files, and reads them back exactly', async () => {
    const definition = exposure(7);
    const result = await repository.writeBatch({ exposures: [definition], datasets: files(definition) });
    expect(result.exposures).toEqual([
      {
        instrument: 'TestCam',
        id: 2025060900007,
        obs_id: 'MC_O_20250609_000007',
        status: 'new',
        visitDefined: true,
        hasVisit: true,
        differences: [],
      },
    ]);
    expect(result.datasets.map((d) => d.status)).toEqual(['new', 'new', 'new', 'new']);
    expect(await repository.exposures({ instrument: 'TestCam', day_obs: 20250609 })).toEqual([
      definition.exposure,
    ]);
    expect(await repository.visits()).toEqual([definition.visit?.visit]);
    expect(await repository.detectorRegionCount('TestCam', 2025060900007)).toBe(4);
    expect(await repository.datasets({ exposure: 2025060900007, detector: 2 })).toEqual([
      {
        id: result.datasets[2]?.id,
        datasetType: 'raw',
        run: 'TestCam/raw/all',
        dataId: { instrument: 'TestCam', detector: 2, exposure: 2025060900007 },
        uri: file(definition, 2).uri,
        fileSize: 23040,
        formatter: file(definition, 2).formatter,
        storageClass: 'Exposure',
      },
    ]);
    expect(await repository.exposureIds('TestCam', ['MC_O_20250609_000007', 'nope'])).toEqual(
      new Map([['MC_O_20250609_000007', 2025060900007]]),
    );
    expect(await repository.summary()).toEqual({
      collections: [{ name: 'TestCam/raw/all', type: 'RUN', children: [], datasets: { raw: 4 } }],
      nights: [{ instrument: 'TestCam', day_obs: 20250609, exposures: 1, visits: 1, files: { raw: 4 } }],
    });
  });

  it('changes nothing the second time, not even the date of ingest', async () => {
    const definition = exposure(1);
    const batch = { exposures: [definition], datasets: files(definition) };
    await repository.writeBatch(batch);
    const before = await everything(repository);
    const second = await repository.writeBatch(batch);
    expect(second.exposures[0]?.status).toBe('existing');
    expect(new Set(second.datasets.map((d) => d.status))).toEqual(new Set(['existing']));
    expect(await everything(repository)).toBe(before);
  });

  it('keeps the stored exposure and says which fields of a late one differ', async () => {
    const definition = exposure(1);
    await repository.writeBatch({ exposures: [definition], datasets: [file(definition, 0)] });
    const late = exposure(1, {
      tracking_ra: 320.5,
      timespan: { begin: definition.exposure.timespan.begin + 1n, end: definition.exposure.timespan.end },
    });
    const result = await repository.writeBatch({ exposures: [late], datasets: [file(late, 1)] });
    expect(result.exposures[0]?.differences).toEqual([
      { field: 'tracking_ra', stored: 320.62765763456287, given: 320.5 },
      { field: 'timespan', stored: definition.exposure.timespan, given: late.exposure.timespan },
    ]);
    expect(result.datasets[0]?.status).toBe('new');
    expect(await repository.exposures()).toEqual([definition.exposure]);
  });

  it('takes a day whose stored span is another, and says so of new and of late exposures', async () => {
    const [one, two] = [exposure(1), exposure(2)];
    await repository.writeBatch({ exposures: [one], datasets: [file(one, 0)] });
    const given = { begin: 1749466800000000000n, end: 1749553200000000000n };
    const shifted = [one, two].map((e) => ({ ...e, day_obs: { ...e.day_obs, timespan: given } }));
    const datasets = [file(one, 1), file(two, 0)];
    const result = await repository.writeBatch({ exposures: shifted, datasets });
    const difference = { field: 'day_obs.timespan', stored: one.day_obs.timespan, given };
    expect(result.exposures).toMatchObject([
      { status: 'existing', differences: [difference] },
      { status: 'new', differences: [difference] },
    ]);
    expect(result.datasets.map(({ status }) => status)).toEqual(['new', 'new']);
  });

  it('leaves an exposure without a visit as it was stored, and says so', async () => {
    const definition = exposure(1);
    await repository.writeBatch({ exposures: [exposure(1, { withVisit: false })], datasets: [] });
    const late = { exposures: [definition], datasets: files(definition) };
    expect((await repository.writeBatch(late)).exposures).toMatchObject([
      { status: 'existing', visitDefined: false, hasVisit: false, differences: [] },
    ]);
    expect(await repository.visits()).toEqual([]);
  });

  it('keeps the regions of a visit that has a record already', async () => {
    const definition = exposure(1);
    await repository.writeBatch({ exposures: [definition], datasets: [] });
    const { sql } = peek(repository);
    for (const table of ['visit_definition', 'exposure'])
      await peek(repository).query(`DELETE FROM ${sql.table(table)}`);
    const before = await repository.visits();
    const result = await repository.writeBatch({ exposures: [definition], datasets: files(definition) });
    expect(result.exposures).toMatchObject([{ status: 'new', visitDefined: false, hasVisit: false }]);
    expect(await repository.visits()).toEqual(before);
  });

  it('stores a file again that was taken out of the datastore, or never came into it', async () => {
    const tables = ['file_datastore_records', 'dataset_location'];
    const definition = exposure(1);
    const batch = { exposures: [definition], datasets: files(definition, 2) };
    await repository.writeBatch(batch);
    const before = await repository.datasets();
    for (const table of tables)
      await peek(repository).query(`DELETE FROM ${peek(repository).sql.table(table)}`);
    expect((await repository.datasets()).map(({ uri }) => uri)).toEqual([null, null]);
    expect((await repository.writeBatch(batch)).datasets.map(({ status }) => status)).toEqual(['new', 'new']);
    expect(await repository.datasets()).toEqual(before);
  });

  it('reports another URI for a stored data ID, and writes its neighbours', async () => {
    const definition = exposure(1);
    await repository.writeBatch({ exposures: [definition], datasets: [file(definition, 0)] });
    const moved = file(definition, 0, { uri: 's3://elsewhere/a.fits' });
    const result = await repository.writeBatch({
      exposures: [definition],
      datasets: [moved, file(definition, 1)],
    });
    expect(result.datasets.map((d) => [d.status, d.dataset.uri, d.storedUri])).toEqual([
      ['conflict', 's3://elsewhere/a.fits', file(definition, 0).uri],
      ['new', file(definition, 1).uri, file(definition, 1).uri],
    ]);
    expect((await repository.datasets()).map((d) => d.uri)).toEqual([
      file(definition, 0).uri,
      file(definition, 1).uri,
    ]);
  });

  it('reports a data ID that is taken by a dataset with an id of another kind', async () => {
    const definition = exposure(1);
    await repository.writeBatch({ exposures: [definition], datasets: files(definition, 1) });
    const { sql } = peek(repository);
    const other = '0189d3a1-0000-7000-8000-000000000001'.replaceAll('-', '');
    for (const statement of [
      `INSERT INTO ${sql.table('dataset')} SELECT '${other}', dataset_type_id, ingest_date, run_id FROM ${sql.table('dataset')}`,
      `UPDATE ${sql.table('dataset_tags_00000001')} SET dataset_id = '${other}'`,
      `UPDATE ${sql.table('file_datastore_records')} SET dataset_id = '${other}', path = 's3://old/a.fits'`,
    ]) {
      await peek(repository).query(statement);
    }
    const result = await repository.writeBatch({ exposures: [definition], datasets: files(definition, 2) });
    expect(result.datasets.map((d) => [d.status, d.storedUri])).toEqual([
      ['conflict', 's3://old/a.fits'],
      ['new', file(definition, 1).uri],
    ]);
    expect(await repository.datasets()).toHaveLength(2);
  });

  it('reports two URIs for one data ID in the same batch', async () => {
    const definition = exposure(1);
    const moved = file(definition, 0, { uri: 's3://elsewhere/a.fits' });
    const datasets = [file(definition, 0), moved, file(definition, 0)];
    const result = await repository.writeBatch({ exposures: [definition, definition], datasets });
    expect(result.datasets.map((d) => d.status)).toEqual(['new', 'conflict', 'existing']);
    expect(result.exposures.map((e) => e.status)).toEqual(['new', 'existing']);
  });

  it('reports another size of a stored file, where both are known', async () => {
    const definition = exposure(1);
    await repository.writeBatch({
      exposures: [definition],
      datasets: [file(definition, 0), file(definition, 1)],
    });
    const before = await everything(repository);
    const datasets = [file(definition, 0, { fileSize: 5 }), file(definition, 1, { fileSize: -1 })];
    const result = await repository.writeBatch({ exposures: [], datasets });
    expect(result.datasets.map((d) => [d.status, d.storedSize])).toEqual([
      ['corrected', 23040],
      ['existing', 23040],
    ]);
    expect(await everything(repository)).toBe(before);
  });

  it('defines no visit where there is none', async () => {
    const definition = exposure(1, { withVisit: false, tracking_ra: null, can_see_sky: null });
    const result = await repository.writeBatch({ exposures: [definition], datasets: files(definition) });
    expect(result.exposures[0]?.visitDefined).toBe(false);
    expect(await repository.visits()).toEqual([]);
    expect(await repository.exposures()).toEqual([definition.exposure]);
  });

  it('names the instrument, filter, detector or exposure that is missing, and writes nothing', async () => {
    const definition = exposure(1, { physical_filter: 'purple' });
    const stranger = exposure(2, { instrument: 'NoCam' });
    const error = await repository
      .writeBatch({ exposures: [definition, stranger], datasets: [file(definition, 99)] })
      .catch((e: unknown) => e);
    expect(error).toBeInstanceOf(MissingDimensionError);
    expect((error as MissingDimensionError).missing).toEqual([
      { dimension: 'physical_filter', dataId: { instrument: 'TestCam', physical_filter: 'purple' } },
      { dimension: 'detector', dataId: { instrument: 'TestCam', detector: 99 } },
      { dimension: 'instrument', dataId: { instrument: 'NoCam' } },
    ]);
    const early = repository.writeBatch({ exposures: [], datasets: [file(exposure(3), 0)] });
    await expect(early).rejects.toThrow(/exposure TestCam\/2025060900003/);
    expect(await repository.exposures()).toEqual([]);
  });

  it('sees what is registered after it was missing', async () => {
    const definition = exposure(1, { detectors: 6 });
    const batch = { exposures: [definition], datasets: files(definition, 6) };
    await expect(repository.writeBatch(batch)).rejects.toThrow(MissingDimensionError);
    await repository.registerInstrument(instrument({ detectors: 6 }));
    expect((await repository.writeBatch(batch)).exposures[0]?.status).toBe('new');
  });

  it('finds its way when a run was removed behind its back', async () => {
    const [one, two] = [exposure(1), exposure(2)];
    await repository.writeBatch({ exposures: [one], datasets: files(one) });
    const { sql } = peek(repository);
    for (const table of [
      'dataset_location',
      'file_datastore_records',
      'dataset_tags_00000001',
      'dataset',
      'collection',
    ]) {
      await peek(repository).query(`DELETE FROM ${sql.table(table)}`);
    }
    const result = await repository.writeBatch({ exposures: [two], datasets: files(two) });
    expect(new Set(result.datasets.map((d) => d.status))).toEqual(new Set(['new']));
  });

  it('refuses values that the columns can’t hold, and writes nothing', async () => {
    const long = exposure(1, { observation_type: 'much longer than sixteen' });
    await expect(repository.writeBatch({ exposures: [long], datasets: [] })).rejects.toThrow(
      InvalidRecordError,
    );
    const begin = 5n;
    const empty = exposure(1, { timespan: { begin, end: begin } });
    await expect(repository.writeBatch({ exposures: [empty], datasets: [] })).rejects.toThrow(
      /empty timespan/,
    );
    expect(await repository.exposures()).toEqual([]);
  });

  it('refuses an exposure whose obs_id another one has', async () => {
    await repository.writeBatch({ exposures: [exposure(1)], datasets: [] });
    const twin = exposure(2, { obs_id: exposure(1).exposure.obs_id, withVisit: false });
    await expect(repository.writeBatch({ exposures: [twin], datasets: [] })).rejects.toMatchObject({
      code: 'conflict',
      transient: false,
    });
  });

  it('does nothing with an empty batch', async () => {
    expect(await repository.writeBatch({ exposures: [], datasets: [] })).toEqual({
      exposures: [],
      datasets: [],
    });
  });
});
