import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { parse, stringify } from 'yaml';
import {
  ConflictError,
  createRepository,
  openRepository,
  ReadOnlyRepositoryError,
  Repository,
  RepositoryExistsError,
  RepositoryNotFoundError,
  RepositoryUnavailableError,
  UnsupportedRegistryError,
} from '../src/index.js';
import { exposure, files, instrument, RAW } from './support/builders.js';
import { Database } from '../src/database/database.js';
import { DATABASES, Places } from './support/repositories.js';

jest.setTimeout(60_000);

/** A butler.yaml with a second file datastore, both only for raws. */
function chained(text: string): string {
  const config = parse(text) as { datastore: object };
  const more = { ...config.datastore, name: 'more', records: { table: 'more_records' } };
  const cls = 'lsst.daf.butler.datastores.chainedDatastore.ChainedDatastore';
  const constraints = { accept: ['raw'] };
  return stringify({ ...config, datastore: { cls, constraints, datastores: [config.datastore, more] } });
}

describe.each(DATABASES)('a repository on %s', (_name, start) => {
  let places: Places;
  let root: string;
  let options: ReturnType<Places['next']>['options'];
  const open: Repository[] = [];
  const keep = (repository: Repository): Repository => {
    open.push(repository);
    return repository;
  };

  beforeAll(async () => {
    places = await start();
  });
  afterAll(() => places.close());
  beforeEach(() => {
    ({ root, options } = places.next());
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((repository) => repository.close()));
  });

  it('is created empty, with a universe and managers that can be written', async () => {
    const repository = keep(await createRepository(root, options));
    expect(repository.problems).toEqual([]);
    expect(repository.versions.universe).toEqual({ namespace: 'daf_butler', version: 8 });
    expect(repository.datastoreName).toBe('FileDatastore@<butlerRoot>');
    expect(await repository.summary()).toEqual({ collections: [], nights: [] });
  });

  it('is not created where one is already', async () => {
    keep(await createRepository(root, options));
    await expect(createRepository(root, options)).rejects.toThrow(RepositoryExistsError);
    const other = places.next();
    if (options.database) {
      await expect(createRepository(other.root, options)).rejects.toThrow(RepositoryExistsError);
    }
  });

  it('is not found where there is none, and says where it looked', async () => {
    await expect(openRepository(root)).rejects.toThrow(RepositoryNotFoundError);
    await expect(openRepository(root)).rejects.toThrow(root);
  });

  it('opens by its directory or its butler.yaml', async () => {
    await (await createRepository(root, options)).close();
    const byFile = keep(await openRepository(join(root, 'butler.yaml')));
    expect(byFile.root).toBe(root);
  });

  it('never shows the password', async () => {
    const repository = keep(await createRepository(root, options));
    const password = options.database ? new URL(options.database).password : 'hush';
    expect(repository.description).not.toContain(password);
    // A server that isn't there, or a kind of database that can't be.
    const database = options.database?.replace(/:\d+\//, ':1/') ?? 'mysql://user:hush@host/database';
    const refusal = createRepository(places.next().root, { database });
    await expect(refusal).rejects.toThrow(/host|127\.0\.0\.1/);
    await expect(refusal).rejects.not.toThrow(password);
  });

  it('can be read but not written when opened for reading', async () => {
    await (await createRepository(root, options)).close();
    const repository = keep(await openRepository(root));
    expect(await repository.instruments()).toEqual([]);
    await expect(repository.registerRun('a')).rejects.toThrow(ReadOnlyRepositoryError);
  });

  it.each([
    [
      'the universe',
      `UPDATE T SET value = '{"version": 9, "namespace": "daf_butler"}' WHERE name = 'config:dimensions.json'`,
      'daf_butler 9',
      '7 and 8',
    ],
    ['a version', `UPDATE T SET value = '3.0.0' WHERE name LIKE 'version:%datasets%'`, '3.0.0', '2.0.0'],
    [
      'a manager',
      `UPDATE T SET value = 'some.Other' WHERE name = 'config:registry.managers.collections'`,
      'some.Other',
      'SynthIntKey',
    ],
    [
      'another manager',
      `INSERT INTO T VALUES ('config:registry.managers.obscore', 'lsst.ObsCore')`,
      'lsst.ObsCore',
      'none of that kind',
    ],
  ])('is refused for writing, and read, when %s is unknown', async (_what, statement, found, known) => {
    const created = keep(await createRepository(root, options));
    const { database } = created as unknown as {
      database: { query(s: string): Promise<unknown>; sql: { table(n: string): string } };
    };
    await database.query(statement.replace(' T ', ` ${database.sql.table('butler_attributes')} `));
    const refusal = openRepository(root, { writeable: true });
    await expect(refusal).rejects.toThrow(UnsupportedRegistryError);
    await expect(refusal).rejects.toThrow(found);
    await expect(refusal).rejects.toThrow(known);
    const reading = keep(await openRepository(root));
    expect(reading.problems).toHaveLength(1);
    await expect(reading.registerRun('a')).rejects.toThrow(UnsupportedRegistryError);
    expect(await reading.collections()).toEqual([]);
  });

  it('is refused for writing when butler.yaml names a datastore of another kind', async () => {
    await (await createRepository(root, options)).close();
    const file = join(root, 'butler.yaml');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('fileDatastore.FileDatastore', 'otherDatastore.OtherDatastore'));
    await expect(openRepository(root, { writeable: true })).rejects.toThrow(
      /OtherDatastore.*known is.*FileDatastore/,
    );
  });

  it('is refused for writing when butler.yaml has another manager than the registry', async () => {
    await (await createRepository(root, options)).close();
    const file = join(root, 'butler.yaml');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('SynthIntKeyCollectionManager', 'NameKeyCollectionManager'));
    await expect(openRepository(root, { writeable: true })).rejects.toThrow(
      /NameKeyCollectionManager, known is .*SynthIntKeyCollectionManager/,
    );
  });

  it('books a file in each datastore of a chain that takes it, and refuses one that none takes', async () => {
    await (await createRepository(root, options)).close();
    const file = join(root, 'butler.yaml');
    const text = await readFile(file, 'utf8');
    await writeFile(file, chained(text));
    const repository = keep(await openRepository(root, { writeable: true }));
    const inner = (repository as unknown as { database: Database }).database;
    const copy = inner.sql.table('more_records');
    await inner.query(`CREATE TABLE ${copy} AS SELECT * FROM ${inner.sql.table('file_datastore_records')}`);
    await inner.query(`CREATE UNIQUE INDEX more_key ON ${copy} (dataset_id, component)`);
    await repository.registerInstrument(instrument());
    const definition = exposure(1);
    const batch = { exposures: [definition], datasets: files(definition) };
    const statuses = async () => (await repository.writeBatch(batch)).datasets.map(({ status }) => status);
    expect(await statuses()).toEqual(['new', 'new', 'new', 'new']);
    expect(await statuses()).toEqual(['existing', 'existing', 'existing', 'existing']);
    const counts = await inner.query(
      `SELECT datastore_name AS name, count(*) AS n FROM ${inner.sql.table('dataset_location')} GROUP BY datastore_name ORDER BY datastore_name`,
    );
    expect(counts.map(({ name, n }) => [name, Number(n)])).toEqual([
      ['FileDatastore@<butlerRoot>', 4],
      ['more', 4],
    ]);
    expect(await repository.datasets()).toHaveLength(4);
    const other = { ...files(definition)[0]!, datasetType: { ...RAW, name: 'other' } };
    const refusal = repository.writeBatch({ exposures: [], datasets: [other] });
    await expect(refusal).rejects.toThrow(/No datastore takes other of TestCam/);
    expect((await repository.datasetTypes()).map(({ name }) => name)).toEqual(['raw']);
  });

  it('registers an instrument once', async () => {
    const repository = keep(await createRepository(root, options));
    expect(await repository.registerInstrument(instrument())).toBe(true);
    expect(await repository.registerInstrument(instrument())).toBe(false);
    expect(await repository.instruments()).toEqual([instrument().instrument]);
  });

  it('adds detectors and filters that an instrument has got since', async () => {
    const repository = keep(await createRepository(root, options));
    await repository.registerInstrument(instrument({ detectors: 2 }));
    expect(await repository.registerInstrument(instrument({ detectors: 3 }))).toBe(true);
  });

  it('refuses an instrument that contradicts the stored one, and changes nothing', async () => {
    const repository = keep(await createRepository(root, options));
    await repository.registerInstrument(instrument());
    const given = instrument({ detectors: 9 });
    const changed = {
      ...given,
      detectors: given.detectors.map((d) => (d.id === 1 ? { ...d, purpose: 'GUIDER' } : d)),
    };
    const refusal = repository.registerInstrument(changed);
    await expect(refusal).rejects.toThrow(ConflictError);
    await expect(refusal).rejects.toThrow('detector 1 has purpose SCIENCE, given is GUIDER');
    // Had the new detectors stayed, this would be nothing new.
    expect(await repository.registerInstrument(given)).toBe(true);
  });

  it('registers dataset types of the same dimensions in one table', async () => {
    const repository = keep(await createRepository(root, options));
    expect(await repository.registerDatasetType(RAW)).toBe(true);
    expect(await repository.registerDatasetType(RAW)).toBe(false);
    await repository.registerDatasetType({ ...RAW, name: 'guider_raw', storageClass: 'Stamps' });
    await repository.registerDatasetType({
      name: 'flat',
      dimensions: ['instrument', 'detector', 'physical_filter'],
      storageClass: 'Exposure',
    });
    const tables = (await repository.datasetTypes()).map((t) => [t.name, t.tagsTable]);
    expect(tables).toEqual([
      ['flat', 'dataset_tags_00000002'],
      ['guider_raw', 'dataset_tags_00000001'],
      ['raw', 'dataset_tags_00000001'],
    ]);
  });

  it('refuses a dataset type that contradicts the stored one', async () => {
    const repository = keep(await createRepository(root, options));
    await repository.registerDatasetType(RAW);
    const refusal = repository.registerDatasetType({ ...RAW, storageClass: 'Stamps' });
    await expect(refusal).rejects.toThrow(ConflictError);
    await expect(refusal).rejects.toThrow(/Exposure.*Stamps/);
  });

  it('registers a run once', async () => {
    const repository = keep(await createRepository(root, options));
    expect(await repository.registerRun('TestCam/raw/all')).toBe(true);
    expect(await repository.registerRun('TestCam/raw/all')).toBe(false);
    expect(await repository.collections()).toEqual([{ name: 'TestCam/raw/all', type: 'RUN', children: [] }]);
  });

  it('lets several writers register and write the same at once', async () => {
    await (await createRepository(root, options)).close();
    const writers = await Promise.all(
      Array.from({ length: 8 }, async () => keep(await openRepository(root, { writeable: true }))),
    );
    const news = await Promise.all(writers.map((writer) => writer.registerInstrument(instrument())));
    expect(news.filter(Boolean)).toHaveLength(1);
    const definition = exposure(1);
    const results = await Promise.all(
      writers.map((writer) => writer.writeBatch({ exposures: [definition], datasets: files(definition) })),
    );
    const exposures = results.flatMap((r) => r.exposures.map((e) => e.status));
    const datasets = results.flatMap((r) => r.datasets.map((d) => d.status));
    expect(exposures.sort()).toEqual([...Array(7).fill('existing'), 'new']);
    expect(datasets.sort()).toEqual([...Array(28).fill('existing'), ...Array(4).fill('new')]);
    const [first] = writers;
    expect(await first?.detectorRegionCount('TestCam', definition.exposure.id)).toBe(4);
    expect(await first?.datasets()).toHaveLength(4);
    expect(await first?.datasetTypes()).toHaveLength(1);
    expect(await first?.collections()).toHaveLength(1);
  });

  it('lets writers of overlapping exposures pass each other', async () => {
    const repository = keep(await createRepository(root, options));
    await repository.registerInstrument(instrument());
    const writers = await Promise.all(
      Array.from({ length: 8 }, async () => keep(await openRepository(root, { writeable: true }))),
    );
    const all = Array.from({ length: 12 }, (_, i) => exposure(i + 1));
    const results = await Promise.all(
      writers.map((writer, w) => {
        // Everyone starts somewhere else and half of them go backwards.
        const mine = [...all.slice(w), ...all.slice(0, w)];
        if (w % 2) mine.reverse();
        return writer.writeBatch({ exposures: mine, datasets: mine.flatMap((e) => files(e)) });
      }),
    );
    expect(results.flatMap((r) => r.exposures).filter((e) => e.status === 'new')).toHaveLength(12);
    expect(await repository.datasets()).toHaveLength(48);
    expect(await repository.visits()).toHaveLength(12);
  });
});

describe('a repository on PostgreSQL whose server is away', () => {
  it('is unavailable, which passes', async () => {
    const postgres = DATABASES.find(([name]) => name === 'PostgreSQL');
    const places = await postgres![1]();
    const { root, options } = places.next();
    const repository = await createRepository(root, options);
    await repository.registerInstrument(instrument());
    await places.close();
    const definition = exposure(1);
    const error = await repository
      .writeBatch({ exposures: [definition], datasets: files(definition) })
      .catch((e: unknown) => e);
    expect(error).toBeInstanceOf(RepositoryUnavailableError);
    expect(error).toMatchObject({ transient: true, code: 'repository_unavailable' });
    await repository.close();
    await expect(createRepository(places.next().root, options)).rejects.toThrow(RepositoryUnavailableError);
  });
});
