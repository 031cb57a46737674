import {
  type Batch,
  type Repository,
  RepositoryUnavailableError,
  openRepository,
} from '@footman/butler-client';
import type { Header } from '@footman/fits';
import {
  type DescribedRaw,
  type IngestResult,
  RawIngest,
  defineExposure,
  describeRaw,
  registerInstruments,
} from '../src/index.js';
import { header } from './support/raw-files.js';
import { temporaryRepository } from './support/repository.js';

/** Beyond the numbers for which the night's filter is corrected. */
const SEQ_NUM = 700;

function raw({
  guider = false,
  visits = true,
  ...keywords
}: { guider?: boolean; visits?: boolean } & Parameters<typeof header>[0] = {}) {
  const cards: Header = header({ seq_num: SEQ_NUM, ...keywords });
  const { OBSID, RAFTBAY, CCDSLOT } = cards;
  const uri = `s3://bucket/${OBSID}_${RAFTBAY}_${CCDSLOT}${guider ? '_guider' : ''}.fits`;
  return describeRaw({ uri, size: 23040, guider, visits }, cards);
}

const statuses = ({ files }: IngestResult): string[] => files.map(({ status }) => status);
const codes = ({ files }: IngestResult): string[] =>
  files.flatMap((file) => (file.status === 'refused' ? [file.error.code] : []));

let place: Awaited<ReturnType<typeof temporaryRepository>>;
let repository: Repository;
let ingest: RawIngest;

beforeEach(async () => {
  place = await temporaryRepository();
  repository = place.repository;
  ingest = new RawIngest(repository);
});
afterEach(() => place.remove());

describe('writing a batch of raw files', () => {
  it('does nothing with an empty one', async () => {
    expect(await ingest.write([])).toEqual({ files: [], exposures: [] });
  });

  it('takes files of several exposures, and tells what became of each in the order given', async () => {
    const result = await ingest.write([
      raw({ guider: true, detector: 'R00_SG0', seq_num: 799 }),
      raw({ seq_num: 701 }),
      raw({ guider: true, detector: 'R00_SG0', seq_num: 702 }),
      raw({ seq_num: 702 }),
    ]);
    expect(result.files).toMatchObject([
      { status: 'waiting', obs_id: 'MC_O_20250609_000799' },
      { status: 'ingested' },
      { status: 'ingested' },
      { status: 'ingested' },
    ]);
    expect(result.exposures.map(({ id, status }) => [id, status])).toEqual([
      [2025060900701, 'new'],
      [2025060900702, 'new'],
    ]);
  });

  it('makes no visit of files of which none is wanted, and misses none', async () => {
    const { exposures } = await ingest.write([raw({ visits: false }), raw({ seq_num: 701 })]);
    expect(exposures).toMatchObject([
      { visitDefined: false, visitMissing: false },
      { visitDefined: true, visitMissing: false },
    ]);
    const again = await ingest.write([raw({ visits: false, detector: 'R22_S12' })]);
    expect(again.exposures).toMatchObject([{ visitMissing: false }]);
    expect(await repository.visits()).toMatchObject([{ name: 'MC_O_20250609_000701' }]);
  });

  it('writes spectra to a dataset type of their own', async () => {
    await registerInstruments(repository, ['FiberSpec']);
    const uri = 'file:///a/Broad_2024-01-09T17%3A41%3A34.996.fits';
    const cards = {
      INSTRUME: 'FiberSpectrograph.Broad',
      OBSID: 'FS3_O_20240109_000004',
      DAYOBS: 20240109,
      SEQNUM: 4,
      EXPTIME: 1,
      TIMESYS: 'TAI',
      'DATE-BEG': '2024-01-09T17:41:34.996',
      'DATE-END': '2024-01-09T17:41:36.022',
    };
    const result = await ingest.write([describeRaw({ uri, size: 40320, guider: false }, cards)]);
    expect(statuses(result)).toEqual(['ingested']);
    expect(await repository.datasets()).toMatchObject([
      { datasetType: 'rawSpectrum', run: 'FiberSpec/raw/all', uri },
    ]);
    expect(await repository.datasetTypes()).toContainEqual(
      expect.objectContaining({ name: 'rawSpectrum', storageClass: 'FiberSpectrum' }),
    );
  });

  it('lets the first file speak for its exposure', async () => {
    const result = await ingest.write([
      raw({ OBJECT: 'first' }),
      raw({ detector: 'R22_S12', OBJECT: 'second' }),
    ]);
    expect(result.exposures).toHaveLength(1);
    expect(await repository.exposures()).toMatchObject([{ target_name: 'first' }]);
  });

  it('says of which stored exposure on sky another system has not defined a visit', async () => {
    const stored = raw({ seq_num: 701 });
    if (stored.kind !== 'raw') throw new Error('it is a raw');
    await repository.writeBatch({
      exposures: [{ ...defineExposure(stored.info), visit: null }],
      datasets: [],
    });
    const result = await ingest.write([raw({ seq_num: 701 }), raw({ seq_num: 703 })]);
    expect(result.exposures.map(({ id, visitMissing }) => [id, visitMissing])).toEqual([
      [2025060900701, true],
      [2025060900703, false],
    ]);
  });

  it('ingests what has no fault, though the file that speaks for its exposure has one', async () => {
    const good = ['R22_S11', 'R22_S12', 'R22_S20'].map((detector) => raw({ detector }));
    const result = await ingest.write([raw({ detector: 'R22_S10', FILTER: 'nosuch' }), ...good]);
    expect(statuses(result)).toEqual(['refused', 'ingested', 'ingested', 'ingested']);
    expect(codes(result)).toEqual(['refused-by-butler']);
    expect(result.exposures).toMatchObject([{ status: 'new', visitDefined: true, differences: [] }]);
  });

  it.each([0, 1, 2, 3, 4])('finds the one file with a fault at place %i', async (fault) => {
    const files: DescribedRaw[] = [0, 1, 2, 3, 4].map((n) =>
      raw({ seq_num: SEQ_NUM + n, ...(n === fault ? { FILTER: 'nosuch' } : {}) }),
    );
    const result = await ingest.write(files);
    expect(statuses(result)).toEqual(files.map((_, n) => (n === fault ? 'refused' : 'ingested')));
    expect(result.exposures).toHaveLength(4);
    expect(await repository.datasets()).toHaveLength(4);
  });

  it('defines no visit of an infinite angle', async () => {
    const { files, exposures } = await ingest.write([raw({ seq_num: 701, ROTPA: Infinity })]);
    expect(files).toMatchObject([{ status: 'ingested' }]);
    expect(exposures).toMatchObject([{ status: 'new', visitDefined: false }]);
  });

  it('refuses a time that is no number as a fault of the header', async () => {
    const result = await ingest.write([raw({ seq_num: 701, EXPTIME: 'nan' }), raw({ seq_num: 702 })]);
    expect(statuses(result)).toEqual(['refused', 'ingested']);
    expect(codes(result)).toEqual(['untranslatable-header']);
  });

  it('refuses nothing when the database goes away half-way, and goes on where it was', async () => {
    const files = [raw({ FILTER: 'nosuch' }), raw({ seq_num: 701 }), raw({ seq_num: 702 })];
    let batches = 0;
    const failing = Object.create(repository, {
      writeBatch: {
        value: (batch: Batch) => {
          if (++batches > 4) throw new RepositoryUnavailableError('connection lost');
          return repository.writeBatch(batch);
        },
      },
    }) as Repository;
    const result = await new RawIngest(failing).write(files);
    expect(statuses(result)).toEqual(['refused', 'ingested', 'failed']);
    expect(result.files[2]).toMatchObject({ error: { transient: true } });
    expect(result.exposures).toMatchObject([{ id: 2025060900701, status: 'new' }]);
    expect(await repository.datasets()).toHaveLength(1);
    expect(statuses(await ingest.write(files))).toEqual(['refused', 'duplicate', 'ingested']);
  });

  it('refuses nothing when the repository was opened for reading', async () => {
    const reading = await openRepository(repository.root);
    await expect(new RawIngest(reading).write([raw()])).rejects.toMatchObject({ code: 'read_only' });
    await reading.close();
  });

  it('refuses nothing when the repository is closed', async () => {
    await repository.close();
    expect((await ingest.write([raw()])).files).toMatchObject([
      { status: 'failed', error: { name: 'ButlerError', code: 'internal' } },
    ]);
  });

  it('throws when the repository is away from the beginning', async () => {
    const away = Object.create(repository, {
      writeBatch: { value: () => Promise.reject(new RepositoryUnavailableError('connection refused')) },
    }) as Repository;
    const files = [raw({ seq_num: 701 }), raw({ seq_num: 702 })];
    await expect(new RawIngest(away).write(files)).rejects.toMatchObject({ transient: true });
  });

  it('finds files that nobody foresaw among 205, and lets the others pass', async () => {
    const seqNums = Array.from({ length: 205 }, (_, n) => 701 + n);
    const files = seqNums.map((seq_num) => raw({ seq_num }));
    const poison = new Set([0, 1, 77, 78, 140, 204]);
    const bad = new Set([...poison].map((n) => files[n]?.uri));
    let batches = 0;
    const buggy = Object.create(repository, {
      writeBatch: {
        value: (batch: Batch) => {
          batches += 1;
          if (batch.datasets.some(({ uri }) => bad.has(uri))) throw new TypeError('x is not a function');
          return repository.writeBatch(batch);
        },
      },
    }) as Repository;
    const result = await new RawIngest(buggy).write(files);
    expect(statuses(result)).toEqual(files.map((_, n) => (poison.has(n) ? 'failed' : 'ingested')));
    expect(result.exposures).toHaveLength(199);
    // Six culprits in eight halvings each, less what they have in common, and the half that is free of them each time.
    expect(batches).toBeLessThan(2 * 6 * 8);
  });
});
