import type { Repository } from '@footman/butler-client';
import {
  type FileOutcome,
  type IngestReport,
  type RawFile,
  ingestFiles,
  registerInstruments,
} from '../src/index.js';
import { fits, guiderFile, header, json, rawFile } from './support/raw-files.js';
import { temporaryRepository } from './support/repository.js';

const EXPOSURE = 2025060900123;
const SCIENCE = ['R01_S00', 'R22_S11', 'R42_S20'];
const WAVEFRONT = ['R00_SW0', 'R44_SW1'];
const GUIDERS = ['R00_SG0', 'R44_SG1'];

const science = (detector: string, options: Parameters<typeof header>[0] = {}): RawFile =>
  rawFile({ header: header({ detector, ...options }) });

/** A small exposure: science and wavefront sensors, one of them with a sidecar, and guiders. */
const exposure = (seq_num = 123): RawFile[] => [
  rawFile({ header: header({ seq_num, detector: 'R20_S02' }), sidecar: json(header({ seq_num, detector: 'R20_S02' })) }),
  ...[...SCIENCE, ...WAVEFRONT].map((detector) => science(detector, { seq_num })),
  ...GUIDERS.map((detector) => guiderFile({ seq_num, detector })),
]; // prettier-ignore

const statuses = ({ files }: IngestReport): string[] => files.map(({ outcome }) => outcome.status);
const count = (report: IngestReport, status: FileOutcome['status']): number =>
  statuses(report).filter((other) => other === status).length;
const refusals = ({ files }: IngestReport) =>
  files.flatMap(({ outcome }) => (outcome.status === 'refused' ? [outcome.error] : []));

let place: Awaited<ReturnType<typeof temporaryRepository>>;
let repository: Repository;

beforeEach(async () => {
  place = await temporaryRepository();
  repository = place.repository;
});
afterEach(() => place.remove());

describe('ingesting a whole exposure', () => {
  it('makes raws and guiders of its files, an exposure and a visit of every detector', async () => {
    const files = exposure();
    const report = await ingestFiles(repository, files);

    expect(report.files.map(({ uri }) => uri)).toEqual(files.map(({ uri }) => uri));
    expect(count(report, 'ingested')).toBe(files.length);
    expect(report.exposures).toEqual([
      {
        instrument: 'LSSTCam',
        id: EXPOSURE,
        obs_id: 'MC_O_20250609_000123',
        status: 'new',
        visitDefined: true,
        hasVisit: true,
        visitMissing: false,
        differences: [],
      },
    ]);
    expect(await repository.summary()).toEqual({
      collections: [
        { name: 'LSSTCam/raw/all', type: 'RUN', children: [], datasets: { raw: 6 } },
        { name: 'LSSTCam/raw/guider', type: 'RUN', children: [], datasets: { guider_raw: 2 } },
      ],
      nights: [
        {
          instrument: 'LSSTCam',
          day_obs: 20250609,
          exposures: 1,
          visits: 1,
          files: { raw: 6, guider_raw: 2 },
        },
      ],
    });
    expect(await repository.detectorRegionCount('LSSTCam', EXPOSURE)).toBe(205);
    expect(await repository.datasets({ exposure: EXPOSURE, detector: 189 })).toMatchObject([
      {
        datasetType: 'guider_raw',
        run: 'LSSTCam/raw/guider',
        dataId: { instrument: 'LSSTCam', detector: 189, exposure: EXPOSURE },
        uri: guiderFile({ detector: 'R00_SG0' }).uri,
      },
    ]);
  });

  it('changes nothing the second time', async () => {
    await ingestFiles(repository, exposure());
    const before = [await repository.summary(), await repository.datasets()];
    const report = await ingestFiles(repository, exposure());
    expect(count(report, 'duplicate')).toBe(report.files.length);
    expect(report.exposures).toMatchObject([{ status: 'existing', visitDefined: false, differences: [] }]);
    expect([await repository.summary(), await repository.datasets()]).toEqual(before);
  });

  it('brings no visit for a bias', async () => {
    const bias = { IMGTYPE: 'BIAS', SHUTTIME: 0, VIGN_MIN: 'FULLY', 'DATE-END': '2025-06-10T07:31:55.280' };
    const report = await ingestFiles(repository, [science('R22_S11', bias)]);
    expect(statuses(report)).toEqual(['ingested']);
    expect(report.exposures).toMatchObject([{ status: 'new', visitDefined: false }]);
    expect(await repository.visits()).toEqual([]);
  });

  it('takes a file that is listed twice for a duplicate of itself', async () => {
    const file = science('R22_S11');
    expect(statuses(await ingestFiles(repository, [file, file]))).toEqual(['ingested', 'duplicate']);
  });

  it('reads no more headers at once than it is told to, and tells of its progress', async () => {
    let reading = 0;
    let most = 0;
    const slow = exposure().map((file): RawFile => ({
      ...file,
      sidecar: async () => {
        most = Math.max(most, ++reading);
        await new Promise((resolve) => setTimeout(resolve, 2));
        reading -= 1;
        return file.sidecar();
      },
    }));
    const steps: Record<string, number> = {};
    await ingestFiles(repository, slow, {
      concurrency: 3,
      onProgress: (step, files) => (steps[step] = (steps[step] ?? 0) + files),
    });
    expect(most).toBe(3);
    expect(steps).toEqual({ described: slow.length, written: slow.length });
  });
});

describe('a guider', () => {
  it('waits for its exposure, and is ingested once that is there', async () => {
    const guider = guiderFile();
    const early = await ingestFiles(repository, [guider]);
    expect(early.files).toEqual([
      { uri: guider.uri, outcome: { status: 'waiting', obs_id: 'MC_O_20250609_000123' } },
    ]);
    expect(await repository.datasets()).toEqual([]);

    await ingestFiles(repository, [science('R22_S11')]);
    expect(statuses(await ingestFiles(repository, [guider]))).toEqual(['ingested']);
  });

  it('does not wait for an exposure that comes with it, however the two are ordered', async () => {
    const report = await ingestFiles(repository, [guiderFile(), science('R22_S11')]);
    expect(statuses(report)).toEqual(['ingested', 'ingested']);
  });

  it('does not wait for it either when another file of the batch is refused', async () => {
    const seq_num = 700;
    const report = await ingestFiles(repository, [
      guiderFile({ seq_num }),
      guiderFile({ seq_num, detector: 'R44_SG1' }),
      science('R22_S10', { seq_num, FILTER: 'nosuch' }),
      science('R22_S11', { seq_num }),
    ]);
    expect(statuses(report)).toEqual(['ingested', 'ingested', 'refused', 'ingested']);
  });
});

describe('a file that cannot be ingested', () => {
  it('is refused as a conflict where its data ID is stored under another URI, and its neighbours are ingested', async () => {
    const first = science('R22_S11');
    await ingestFiles(repository, [first]);
    const moved = { ...first, uri: first.uri.replace('s3://embargo@', 's3://elsewhere@') };
    const report = await ingestFiles(repository, [science('R22_S10'), moved, science('R22_S12')]);
    expect(statuses(report)).toEqual(['ingested', 'refused', 'ingested']);
    expect(refusals(report)).toMatchObject([
      {
        code: 'conflict',
        uri: moved.uri,
        message: `${moved.uri}: its data ID is stored already, as ${first.uri}`,
      },
    ]);
    expect(await repository.datasets({ exposure: EXPOSURE, detector: 94 })).toMatchObject([
      { uri: first.uri },
    ]);
  });

  it('is refused as corrected where it is stored with another size', async () => {
    const first = science('R22_S11');
    await ingestFiles(repository, [first]);
    const corrected = { ...first, size: first.size + 2880 };
    const report = await ingestFiles(repository, [corrected]);
    expect(refusals(report)).toMatchObject([
      {
        code: 'corrected',
        message: `${first.uri}: it is stored with ${first.size} bytes and has ${corrected.size} now: its content was changed`,
      },
    ]);
    expect(await repository.datasets()).toMatchObject([{ fileSize: first.size }]);
  });

  it('is refused where its filter is not registered, and other exposures are ingested', async () => {
    const odd = science('R22_S11', { seq_num: 700, FILTER: 'nosuch' });
    const report = await ingestFiles(repository, [...exposure(), odd, ...exposure(125)]);
    expect(count(report, 'ingested')).toBe(2 * exposure().length);
    expect(refusals(report)).toMatchObject([
      {
        code: 'refused-by-butler',
        uri: odd.uri,
        message: `${odd.uri}: The registry doesn't have physical_filter LSSTCam/nosuch. Register the instrument (again) and try again.`,
        cause: { code: 'missing_dimension' },
      },
    ]);
    expect((await repository.exposures()).map(({ seq_num }) => seq_num)).toEqual([123, 125]);
  });

  it('is refused by its header, and its neighbours are ingested', async () => {
    const empty = rawFile({ header: header({ detector: 'R01_S01' }), content: new Uint8Array() });
    const foreign = rawFile({
      header: header({ detector: 'R01_S02' }),
      content: fits({ INSTRUME: 'HSC' }),
    });
    const unnumbered = science('R02_S00', { SEQNUM: null });
    const report = await ingestFiles(repository, [
      empty,
      foreign,
      unnumbered,
      rawFile({ header: header({ detector: 'R02_S01' }), guider: true }),
      science('R22_S11'),
    ]);
    expect(refusals(report).map(({ code }) => code)).toEqual([
      'unreadable-header',
      'unknown-instrument',
      'untranslatable-header',
      'not-a-guider',
    ]);
    expect(statuses(report).at(-1)).toBe('ingested');
  });
});

describe('a late file', () => {
  it('is ingested where its exposure is stored with other values, which stay and are reported', async () => {
    await ingestFiles(repository, [science('R22_S11')]);
    const late = science('R22_S12', { RASTART: 320.63, OBJECT: 'renamed' });
    const report = await ingestFiles(repository, [late]);
    expect(statuses(report)).toEqual(['ingested']);
    expect(report.exposures).toMatchObject([
      {
        status: 'existing',
        visitDefined: false,
        differences: [
          { field: 'target_name', stored: 'Rubin_SV_320_-15', given: 'renamed' },
          { field: 'tracking_ra', stored: 320.62765763456287, given: 320.63 },
        ],
      },
    ]);
    expect(await repository.exposures()).toMatchObject([
      { target_name: 'Rubin_SV_320_-15', tracking_ra: 320.62765763456287 },
    ]);
  });
});

describe('when something is away', () => {
  it('refuses nothing where the repository was closed', async () => {
    await repository.close();
    const files = exposure();
    expect(statuses(await ingestFiles(repository, files))).toEqual(files.map(() => 'failed'));
  });

  it('throws the failure of the storage, and reads no more headers', async () => {
    const away = new Error('connect ECONNREFUSED');
    let reads = 0;
    const files = exposure().map((file) => ({
      ...file,
      sidecar: async () => {
        reads += 1;
        throw away;
      },
    }));
    await expect(ingestFiles(repository, files, { concurrency: 2 })).rejects.toBe(away);
    expect(reads).toBeLessThanOrEqual(2);
    expect(await repository.exposures()).toEqual([]);
  });
});

describe('registering instruments', () => {
  it('can be done again', async () => {
    await registerInstruments(repository, ['LSSTCam']);
    expect((await repository.instruments()).map(({ name }) => name)).toEqual(['LSSTCam']);
    expect((await repository.datasetTypes()).map(({ name }) => name)).toEqual(['guider_raw']);
  });

  it('writes nothing when one of the names is not known', async () => {
    await expect(registerInstruments(repository, ['LATISS', 'HSC'])).rejects.toThrow(
      'there is no instrument HSC',
    );
    expect((await repository.instruments()).map(({ name }) => name)).toEqual(['LSSTCam']);
  });
});
