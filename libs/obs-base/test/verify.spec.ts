import type { Repository } from '@footman/butler-client';
import { type DescribedRaw, RawIngest, compareWithRegistry, regionOffset } from '../src/index.js';
import { drift } from './support/drift.js';
import { guiderFile, header, rawFile } from './support/raw-files.js';
import { temporaryRepository } from './support/repository.js';

const EXPOSURE = 2025060900701;

let place: Awaited<ReturnType<typeof temporaryRepository>>;
let repository: Repository;
let files: DescribedRaw[];

beforeEach(async () => {
  place = await temporaryRepository();
  repository = place.repository;
  const ingest = new RawIngest(repository);
  files = await Promise.all(
    [
      ...['R22_S11', 'R22_S12'].map((detector) => rawFile({ header: header({ seq_num: 701, detector }) })),
      guiderFile({ seq_num: 701 }),
    ].map((file) => ingest.prepare(file)),
  );
  await ingest.write(files);
});
afterEach(() => place.remove());

const found = async () =>
  (await compareWithRegistry(repository, files)).map(({ table, field }) => `${table}.${field}`);

test('what was just written is what the headers make', async () => {
  expect(await compareWithRegistry(repository, files)).toEqual([]);
});

test('fields of an exposure that were changed are named, with both values', async () => {
  drift(
    repository,
    `UPDATE exposure SET target_name = 'improved', tracking_ra = tracking_ra + 0.001, timespan_end = timespan_end + 1`,
  );
  const differences = await compareWithRegistry(repository, files);
  expect(differences.map(({ field }) => field)).toEqual(['target_name', 'tracking_ra', 'timespan']);
  expect(differences[0]).toMatchObject({
    table: 'exposure',
    key: { instrument: 'LSSTCam', exposure: EXPOSURE, obs_id: 'MC_O_20250609_000701' },
    stored: 'improved',
  });
});

test.each([
  ['a day', 'UPDATE day_obs SET timespan_begin = timespan_begin + 1', ['day_obs.timespan']],
  [
    "a visit's field",
    "UPDATE visit SET name = 'x', exposure_time = 1",
    ['visit.name', 'visit.exposure_time'],
  ],
  ["a visit's definition", 'DELETE FROM visit_definition', ['visit_definition.exposure']],
  ["a visit's membership", 'DELETE FROM visit_system_membership', ['visit_system_membership.visit_system']],
  [
    "a visit's region",
    'UPDATE visit SET region = (SELECT region FROM visit_detector_region WHERE detector = 0)',
    ['visit.region'],
  ],
  [
    "a detector's region",
    'UPDATE visit_detector_region SET region = (SELECT region FROM visit_detector_region WHERE detector = 1) WHERE detector = 94',
    ['visit_detector_region.region'],
  ],
  [
    'a region that is none',
    "UPDATE visit_detector_region SET region = 'AAAA' WHERE detector = 94",
    ['visit_detector_region.region'],
  ],
  [
    'a detector that is gone',
    'DELETE FROM visit_detector_region_skypix_overlap WHERE detector = 94; DELETE FROM visit_detector_region WHERE detector = 94',
    ['visit_detector_region.row'],
  ],
  [
    'pixels',
    'DELETE FROM visit_skypix_overlap WHERE skypix_index = (SELECT min(skypix_index) FROM visit_skypix_overlap)',
    ['visit_skypix_overlap.skypix_index'],
  ],
  [
    "a detector's pixels",
    'DELETE FROM visit_detector_region_skypix_overlap WHERE detector = 94',
    ['visit_detector_region_skypix_overlap.skypix_index'],
  ],
  ["a file's size", 'UPDATE file_datastore_records SET file_size = 1', Array(3).fill('file.file_size')],
  [
    "a file's place and reader",
    "UPDATE file_datastore_records SET path = 's3://b/x', formatter = 'f', storage_class = 's' WHERE storage_class = 'Stamps'",
    ['file.path', 'file.formatter', 'file.storage_class'],
  ],
])('%s that was changed is named', async (_, statement, fields) => {
  drift(repository, statement);
  expect(await found()).toEqual(fields);
});

test('horizontal coordinates within an arcsecond are the same', async () => {
  drift(repository, 'UPDATE exposure SET azimuth = azimuth + 0.0002');
  expect(await found()).toEqual([]);
  drift(repository, 'UPDATE exposure SET azimuth = azimuth + 0.0002');
  expect(await found()).toEqual(['exposure.azimuth']);
});

test('rows that are not there at all are named', async () => {
  const ingest = new RawIngest(repository);
  const others = await Promise.all(
    [rawFile({ header: header({ seq_num: 702 }) }), guiderFile({ seq_num: 703 })].map((file) =>
      ingest.prepare(file),
    ),
  );
  expect(await compareWithRegistry(repository, others)).toEqual([
    expect.objectContaining({ table: 'exposure', field: 'row', stored: 'absent' }),
    expect.objectContaining({ table: 'dataset', field: 'row', stored: 'absent' }),
    {
      table: 'exposure',
      key: { instrument: 'LSSTCam', obs_id: 'MC_O_20250609_000703' },
      field: 'row',
      stored: 'absent',
      computed: 'present',
    },
  ]);
});

test('regions are the same whichever vertex comes first', async () => {
  const [details] = await repository.exposureDetails('LSSTCam', [EXPOSURE]);
  const region = details?.visit?.detectors.get(94)?.region ?? '';
  const bytes = Buffer.from(region, 'base64');
  const turned = Buffer.concat([bytes.subarray(0, 1), bytes.subarray(25), bytes.subarray(1, 25)]);
  expect(regionOffset(region, turned.toString('base64'))).toBe(0);
  expect(regionOffset(region, details?.visit?.detectors.get(95)?.region ?? '')).toBeGreaterThan(1e-4);
});
