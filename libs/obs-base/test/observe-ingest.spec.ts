import { type Repository, openRepository } from '@footman/butler-client';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ObserveIngest, RawIngest, type RawFile, type ShadowReport } from '../src/index.js';
import { drift } from './support/drift.js';
import { guiderFile, header, rawFile } from './support/raw-files.js';
import { temporaryRepository } from './support/repository.js';

let place: Awaited<ReturnType<typeof temporaryRepository>>;
let peer: RawIngest;
let readOnly: Repository;
let reports: ShadowReport[];

beforeEach(async () => {
  place = await temporaryRepository();
  peer = new RawIngest(place.repository);
  readOnly = await openRepository(place.repository.root);
  reports = [];
});
afterEach(async () => {
  await readOnly.close();
  await place.remove();
});

const ingest = async (...files: RawFile[]) =>
  peer.write(await Promise.all(files.map((file) => peer.prepare(file))));
/** Observes with a peer that needs no time for its visits. */
const observe = async (files: RawFile[], settledMs = 0) => {
  const report = (found: ShadowReport) => void reports.push(found);
  const engine = new ObserveIngest(new RawIngest(readOnly), readOnly, report, settledMs);
  const prepared = await Promise.all(files.map((file) => engine.prepare(file)));
  return (await engine.write(prepared)).files.map(({ status }) => status);
};
const differences = () => reports.flatMap((report) => report.differences);

test('files wait, unread, until somebody else has ingested them; then they are compared', async () => {
  const read = { times: 0 };
  const sidecar = async () => {
    read.times += 1;
    return null;
  };
  const files = [rawFile({ header: header({ seq_num: 701 }), sidecar }), guiderFile({ seq_num: 701 })];
  expect(await observe(files)).toEqual(['waiting', 'waiting']);
  expect([read.times, reports]).toEqual([0, []]);
  await ingest(...files);
  expect(await observe(files)).toEqual(['duplicate', 'duplicate']);
  expect(reports).toEqual([{ files: 2, differences: [] }]);
});

test('the other service has time to define visits before it is judged', async () => {
  const file = rawFile({ header: header({ seq_num: 701 }) });
  await ingest(file);
  expect(await observe([file], 60_000)).toEqual(['waiting']);
  expect(reports).toEqual([]);
});

test('a bucket may be without its profile in the Butler, which is told', async () => {
  const file = rawFile({ header: header({ seq_num: 701 }) });
  await ingest({ ...file, uri: file.uri.replace('embargo@', '') });
  expect(await observe([file])).toEqual(['duplicate']);
  expect(differences()).toMatchObject([{ table: 'file', field: 'path', computed: file.uri }]);
});

test('what somebody else wrote otherwise, or took where we would refuse, is told and not mended', async () => {
  const good = rawFile({ header: header({ seq_num: 701 }) });
  const odd = rawFile({ header: header({ seq_num: 702 }) });
  await ingest(good, odd);
  drift(place.repository, "UPDATE exposure SET target_name = 'other' WHERE seq_num = 701");
  const before = await readFile(join(place.repository.root, 'gen3.sqlite3'));
  expect(await observe([good, { ...odd, bytes: { read: async () => new Uint8Array() } }])).toEqual([
    'duplicate',
    'refused',
  ]);
  expect(differences()).toMatchObject([
    { table: 'file', field: 'outcome', stored: 'ingested', computed: expect.stringMatching(/^refused: /) },
    { table: 'exposure', field: 'target_name', stored: 'other' },
  ]);
  expect(await readFile(join(place.repository.root, 'gen3.sqlite3'))).toEqual(before);
});

test('a store that is away is no difference: all of the batch is tried again', async () => {
  const file = rawFile({ header: header({ seq_num: 701 }) });
  await ingest(file);
  const away = Object.assign(new Error('away'), { transient: true });
  const gone = new Error('gone');
  const failing = (error: Error) => ({ ...file, sidecar: () => Promise.reject(error) });
  await expect(observe([failing(away)])).rejects.toBe(away);
  expect(await observe([failing(gone)])).toEqual(['failed']);
  expect(differences()).toEqual([]);
});
