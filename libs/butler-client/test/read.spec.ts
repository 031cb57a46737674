import { createRepository, Repository, Timespan } from '../src/index.js';
import { exposure, file, files, instrument, RAW } from './support/builders.js';
import { DATABASES, Places } from './support/repositories.js';

const ids = (records: readonly { readonly id: number }[]): number[] => records.map(({ id }) => id % 100_000);

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
}

describe.each(DATABASES)('reading a repository on %s', (_name, start) => {
  let places: Places;
  let repository: Repository;

  beforeAll(async () => {
    places = await start();
    const { root, options } = places.next();
    repository = await createRepository(root, options);
    await repository.registerInstrument(instrument());
    await repository.registerInstrument(instrument({ name: 'OtherCam', detectors: 1 }));
    const night = exposure(9, {
      id: 20250610_00009,
      day_obs: 20250610,
      observation_type: 'bias',
      withVisit: false,
    });
    const exposures = [exposure(1), exposure(2), exposure(3, { physical_filter: 'none' }), night];
    await repository.writeBatch({ exposures, datasets: exposures.flatMap((e) => files(e)) });
    await repository.writeBatch({
      exposures: [exposure(5, { instrument: 'OtherCam', withVisit: false })],
      datasets: [],
    });
  });
  afterAll(async () => {
    await repository.close();
    await places.close();
  });

  it('finds exposures by instrument, night, type, filter and obs_id, all of which hold', async () => {
    const find = async (query: Parameters<Repository['exposures']>[0]) =>
      ids(await repository.exposures(query));
    expect(await find({})).toEqual([5, 1, 2, 3, 9]);
    expect(await find({ instrument: 'TestCam', day_obs: 20250609 })).toEqual([1, 2, 3]);
    expect(await find({ instrument: 'TestCam', day_obs: [20250609, 20250610] })).toEqual([1, 2, 3, 9]);
    expect(await find({ day_obs: [20250610, 20250611] })).toEqual([9]);
    expect(await find({ observation_type: 'bias' })).toEqual([9]);
    expect(await find({ physical_filter: 'none' })).toEqual([3]);
    expect(await find({ obs_ids: ['MC_O_20250609_000002'], instrument: 'TestCam' })).toEqual([2]);
    expect(await find({ ids: [] })).toEqual([]);
  });

  it('finds what has a part of a timespan, whose end does not belong to it', async () => {
    const { begin, end } = exposure(2).exposure.timespan;
    const find = async (overlaps: Timespan) => [
      ids(await repository.exposures({ instrument: 'TestCam', overlaps })),
      ids(await repository.visits({ instrument: 'TestCam', overlaps })),
    ];
    expect(await find({ begin: end - 1n, end: end + 1n })).toEqual([[2], [2]]);
    expect(await find({ begin: end, end: end + 1n })).toEqual([[], []]);
    expect(await find({ begin: begin - 1n, end: begin })).toEqual([[], []]);
    expect(await find({ begin: begin - 50_000_000_000n, end: begin + 1n })).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });

  it('gives the newest few, or goes on after one', async () => {
    const instrument = 'TestCam';
    expect(ids(await repository.exposures({ instrument, limit: 2, newestFirst: true }))).toEqual([9, 3]);
    const [first] = await repository.exposures({ instrument, limit: 1 });
    expect(ids(await repository.exposures({ after: first, limit: 2 }))).toEqual([2, 3]);
    // Whatever their instruments: the other camera's began before the night's last.
    expect(ids(await repository.exposures({ limit: 3, newestFirst: true }))).toEqual([9, 5, 3]);
    expect(ids(await repository.visits({ instrument, limit: 2, newestFirst: true }))).toEqual([3, 2]);
    expect(await repository.exposures({ limit: 0 })).toEqual([]);
  });

  it('finds visits by their exposures', async () => {
    const exposures = [exposure(1), exposure(3)].map((e) => e.exposure.id);
    expect(ids(await repository.visits({ exposures }))).toEqual([1, 3]);
    expect(await repository.visitsOf({ instrument: 'TestCam', exposures: [...exposures, 7] })).toEqual(
      new Map(exposures.map((id) => [id, [id]])),
    );
  });

  it('finds files by night, exposures and detector', async () => {
    const find = async (query: Parameters<Repository['datasets']>[0]) =>
      (await repository.datasets(query)).map(({ dataId }) => [dataId.exposure % 100_000, dataId.detector]);
    expect(await find({ day_obs: 20250610, detector: 2 })).toEqual([[9, 2]]);
    expect(
      await find({ exposures: [exposure(1).exposure.id, exposure(2).exposure.id], detector: 0 }),
    ).toEqual([
      [1, 0],
      [2, 0],
    ]);
    expect(await find({ exposures: [exposure(1).exposure.id], exposure: exposure(2).exposure.id })).toEqual(
      [],
    );
    expect(await find({ limit: 3 })).toEqual([
      [1, 0],
      [1, 1],
      [1, 2],
    ]);
  });

  it('tells which of some files it has, whatever their run, and since when', async () => {
    const written = exposure(40, { withVisit: false });
    const [first, second] = [file(written, 0), file(written, 1, { run: 'u/somebody/run', fileSize: -1 })];
    const before = Date.now();
    await repository.writeBatch({ exposures: [written], datasets: [first, second] });
    const found = await repository.filesAt([second.uri, first.uri, `${first.uri}.fz`, "s3://bucket/o'dd,{}"]);
    expect([...found].sort((a, b) => a.uri.localeCompare(b.uri))).toEqual([
      { uri: first.uri, fileSize: first.fileSize, ingestDate: expect.any(Number) },
      { uri: second.uri, fileSize: -1, ingestDate: expect.any(Number) },
    ]);
    for (const { ingestDate } of found) {
      expect(ingestDate).toBeGreaterThanOrEqual(before);
      expect(ingestDate).toBeLessThanOrEqual(Date.now());
    }
    expect(await repository.filesAt([])).toEqual([]);
  });

  it('counts the files of exposures', async () => {
    const exposures = [exposure(1).exposure.id, 7];
    expect(await repository.fileCounts({ instrument: 'TestCam', exposures })).toEqual(
      new Map([[exposure(1).exposure.id, { raw: 4 }]]),
    );
  });

  it('streams the same that it gives at once', async () => {
    expect(await all(repository.eachExposure())).toEqual(await repository.exposures());
    expect(await all(repository.eachVisit())).toEqual(await repository.visits());
    expect(await all(repository.eachDataset())).toEqual(await repository.datasets());
    expect(await all(repository.eachDataset({ day_obs: 20250610 }))).toHaveLength(4);
    expect(
      await all(repository.eachDataset({ exposure: exposure(2).exposure.id, detector: 1 })),
    ).toHaveLength(1);
    expect(await all(repository.eachDataset({ limit: 5 }))).toHaveLength(5);
    expect(ids(await all(repository.eachExposure({ limit: 3 })))).toEqual([5, 1, 2]);
  });

  it('streams more than a page', async () => {
    const many = Array.from({ length: 120 }, (_, n) => exposure(1000 + n, { withVisit: false }));
    await repository.writeBatch({ exposures: many, datasets: many.flatMap((e) => files(e, 1)) });
    const query = { instrument: 'TestCam', detector: 0 };
    expect(await all(repository.eachDataset(query))).toEqual(await repository.datasets(query));
  });

  it('knows detectors, filters, nights and regions', async () => {
    expect(await repository.detectors({ instrument: 'TestCam', ids: [2] })).toEqual([
      instrument().detectors.find(({ id }) => id === 2),
    ]);
    expect(await repository.detectors({ purpose: 'GUIDER' })).toEqual([]);
    expect(await repository.physicalFilters({ instrument: 'OtherCam' })).toEqual([
      { instrument: 'OtherCam', name: 'none', band: 'white' },
      { instrument: 'OtherCam', name: 'r_57', band: 'r' },
    ]);
    expect(await repository.days({ instrument: 'TestCam' })).toMatchObject([
      { id: 20250609, timespan: exposure(1).day_obs.timespan },
      { id: 20250610 },
    ]);
    const visit = exposure(1).visit;
    expect(await repository.visitRegions({ instrument: 'TestCam', visit: exposure(1).exposure.id })).toEqual(
      [...(visit?.detectors ?? [])].map(([detector, { region }]) => ({ detector, region })),
    );
  });

  it('counts nights of one instrument, or some of them', async () => {
    const { nights } = await repository.summary({ instrument: 'TestCam', day_obs: 20250610 });
    expect(nights).toEqual([
      { instrument: 'TestCam', day_obs: 20250610, exposures: 1, visits: 0, files: { raw: 4 } },
    ]);
    expect((await repository.summary({ instrument: 'OtherCam' })).nights).toHaveLength(1);
  });

  it('tells which datasets were ingested too long after their exposures had ended', async () => {
    const now = BigInt(Date.now() + 37_000) * 1_000_000n;
    const ended = (hours: number) => {
      const end = now - BigInt(hours) * 3_600_000_000_000n;
      return { timespan: { begin: end - 30_000_000_000n, end }, day_obs: 20250612, withVisit: false };
    };
    const [late, inTime] = [exposure(50, ended(81)), exposure(51, ended(79))];
    const other = file(late, 2, { datasetType: { ...RAW, name: 'improved' } });
    const datasets = [file(late, 1), file(late, 0), file(inTime, 0), other];
    await repository.writeBatch({ exposures: [late, inTime], datasets });
    const query = { afterMs: 80 * 3_600_000, datasetTypes: ['raw'], day_obs: 20250612 };
    const found = await repository.lateDatasets(query);
    expect(found.map(({ dataId }) => [dataId.exposure % 100_000, dataId.detector])).toEqual([
      [50, 0],
      [50, 1],
    ]);
    const [first] = found;
    expect(first).toMatchObject({
      datasetType: 'raw',
      run: 'TestCam/raw/all',
      obs_id: 'MC_O_20250609_000050',
      day_obs: 20250612,
      exposureEnded: Number((late.exposure.timespan.end - 37_000_000_000n) / 1_000_000n),
    });
    expect(await repository.filesAt([file(late, 0).uri])).toMatchObject([{ ingestDate: first?.ingestDate }]);
    expect(await repository.lateDatasets({ ...query, afterMs: 78 * 3_600_000 })).toHaveLength(3);
    expect(await repository.lateDatasets({ ...query, day_obs: [20250609, 20250611] })).not.toContainEqual(
      first,
    );
    expect(await repository.lateDatasets({ ...query, instrument: 'OtherCam' })).toEqual([]);
    expect(await repository.lateDatasets({ ...query, datasetTypes: ['improved', 'none'] })).toHaveLength(1);
  });
});
