import type { Repository } from '@footman/butler-client';
import {
  type FileOutcome,
  type IngestEngine,
  RawIngest,
  type RawFile,
  RefusedFileError,
  ShadowIngest,
  type ShadowReport,
} from '../src/index.js';
import { drift } from './support/drift.js';
import { guiderFile, header, rawFile } from './support/raw-files.js';
import { temporaryRepository } from './support/repository.js';

/** Writes as ours does, except for what a test makes it do. */
class Writer implements IngestEngine<RawFile> {
  readonly outcomes = new Map<string, FileOutcome>();
  afterwards = (): void => undefined;

  constructor(private readonly ingest: RawIngest) {}

  prepare = async (file: RawFile): Promise<RawFile> => file;
  batchKey = (): string => 'all';

  async write(files: readonly RawFile[]) {
    const own = files.filter(({ uri }) => !this.outcomes.has(uri));
    const result = await this.ingest.write(await Promise.all(own.map((file) => this.ingest.prepare(file))));
    this.afterwards();
    return {
      ...result,
      files: files.map(
        ({ uri }) =>
          this.outcomes.get(uri) ?? (result.files[own.findIndex((file) => file.uri === uri)] as FileOutcome),
      ),
    };
  }
}

let place: Awaited<ReturnType<typeof temporaryRepository>>;
let repository: Repository;
let writer: Writer;
let reports: ShadowReport[];
let errors: unknown[];
let shadow: ShadowIngest<RawFile>;

beforeEach(async () => {
  place = await temporaryRepository();
  repository = place.repository;
  writer = new Writer(new RawIngest(repository));
  reports = [];
  errors = [];
  shadow = new ShadowIngest(
    writer,
    new RawIngest(repository),
    repository,
    (report) => reports.push(report),
    (error) => errors.push(error),
  );
});
afterEach(() => place.remove());

const write = async (...files: RawFile[]) =>
  (await shadow.write(await Promise.all(files.map((file) => shadow.prepare(file))))).files.map(
    ({ status }) => status,
  );
const differences = () => reports.flatMap((report) => report.differences);

const refusal = (uri: string, code: ConstructorParameters<typeof RefusedFileError>[0]): FileOutcome => ({
  status: 'refused',
  error: new RefusedFileError(code, uri, 'it said so'),
});

test('reports nothing where both agree, of files that are stored, waiting and refused', async () => {
  const good = rawFile({ header: header({ seq_num: 701 }) });
  const foreign = rawFile({ header: { INSTRUME: 'x', OBSID: 'y' }, uri: 's3://b/foreign.fits' });
  const away = rawFile({ header: header({ seq_num: 702 }), uri: 's3://b/conflict.fits' });
  writer.outcomes.set(foreign.uri, refusal(foreign.uri, 'unknown-instrument'));
  writer.outcomes.set(away.uri, refusal(away.uri, 'conflict'));
  expect(await write(good, guiderFile({ seq_num: 703 }), foreign, away)).toEqual([
    'ingested',
    'waiting',
    'refused',
    'refused',
  ]);
  expect(reports).toEqual([{ files: 4, differences: [] }]);
  expect(errors).toEqual([]);
});

test('reports rows that the other engine wrote otherwise, and keeps its outcome', async () => {
  writer.afterwards = () => drift(repository, "UPDATE exposure SET science_program = 'other'");
  expect(await write(rawFile({ header: header({ seq_num: 701 }) }))).toEqual(['ingested']);
  expect(differences()).toMatchObject([{ table: 'exposure', field: 'science_program', stored: 'other' }]);
});

test('reports a file that only the other engine refuses, and one that only ours does', async () => {
  const refused = rawFile({ header: header({ seq_num: 701 }) });
  const taken = rawFile({ header: { INSTRUME: 'x', OBSID: 'y' }, uri: 's3://b/foreign.fits' });
  writer.outcomes.set(refused.uri, refusal(refused.uri, 'untranslatable-header'));
  writer.outcomes.set(taken.uri, { status: 'ingested', instrument: 'x' });
  expect(await write(refused, taken)).toEqual(['refused', 'ingested']);
  expect(differences()).toEqual([
    {
      table: 'file',
      key: { uri: refused.uri },
      field: 'outcome',
      stored: 'refused: it said so (untranslatable-header)',
      computed: 'described',
    },
    {
      table: 'file',
      key: { uri: taken.uri },
      field: 'outcome',
      stored: 'ingested',
      computed: expect.stringMatching(/^refused: .*\(unknown-instrument\)/),
    },
  ]);
});

test('reports an exposure whose values make no rows, and compares the others', async () => {
  const cards = header({ seq_num: 701 });
  const sidecar = JSON.stringify({ ...cards, EXPTIME: 'nan' });
  const odd = rawFile({ header: cards, sidecar: Buffer.from(sidecar) });
  const good = rawFile({ header: header({ seq_num: 702 }) });
  writer.outcomes.set(odd.uri, { status: 'ingested', instrument: 'LSSTCam' });
  writer.afterwards = () => drift(repository, "UPDATE exposure SET target_name = 'x'");
  expect(await write(odd, good)).toEqual(['ingested', 'ingested']);
  expect(differences()).toMatchObject([
    { table: 'exposure', field: 'row', computed: expect.stringMatching(/^refused: /) },
    { table: 'exposure', key: { obs_id: 'MC_O_20250609_000702' }, field: 'target_name' },
    { table: 'dataset', key: { exposure: 2025060900701 }, field: 'row', stored: 'absent' },
  ]);
});

test('a file that ours cannot read is said, and nothing else suffers', async () => {
  const away = rawFile({
    header: header({ seq_num: 702 }),
    sidecar: () => Promise.reject(new Error('S3 is away')),
  });
  writer.outcomes.set(away.uri, { status: 'ingested', instrument: 'LSSTCam' });
  expect(await write(away, rawFile({ header: header({ seq_num: 701 }) }))).toEqual(['ingested', 'ingested']);
  expect(errors).toEqual([new Error('S3 is away')]);
  expect(reports).toEqual([{ files: 1, differences: [] }]);
});

test('a registry that cannot be read afterwards does not change the outcome', async () => {
  const failing = Object.create(repository, {
    exposureDetails: { value: () => Promise.reject(new Error('connection lost')) },
  }) as Repository;
  shadow = new ShadowIngest(
    writer,
    new RawIngest(repository),
    failing,
    (report) => reports.push(report),
    (error) => errors.push(error),
  );
  expect(await write(rawFile({ header: header({ seq_num: 701 }) }))).toEqual(['ingested']);
  expect(errors).toEqual([new Error('connection lost')]);
});

test('what the writer throws is thrown, and nothing is compared', async () => {
  writer.write = () => Promise.reject(new Error('away'));
  await expect(write(rawFile({ header: header({ seq_num: 701 }) }))).rejects.toThrow('away');
  expect(reports).toEqual([]);
});
