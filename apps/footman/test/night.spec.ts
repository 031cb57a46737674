import { createRepository, type Repository } from '@footman/butler-client';
import { peacefulQueueServers } from '@footman/embedded';
import { registerInstruments } from '@footman/obs-base';
import { instrumentByName } from '@footman/obs-lsst';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exposureKeys, simulateExposure } from '../src/demo/camera-simulator.js';
import { bytesOf } from '../src/demo/put-files.js';
import type { NightReport } from '../src/night/format-night.js';
import { NIGHT, OperatorSite } from './operator-site.js';
import { footman } from './run-footman.js';

const SCIENCE = ['R22_S11', 'R22_S12'];
const GUIDER = ['R00_SG0'];
const BUCKET = 'night-raws';

/** What happens to an exposure: which of its files are sent, and which of them ingested. */
interface Fate {
  readonly sent?: readonly string[];
  readonly ingested?: readonly string[];
  readonly removed?: readonly string[];
  readonly manifest?: boolean;
}

const ALL = [...SCIENCE, ...GUIDER];
/** By seq_num; 4 and 5 are skipped. */
const FATES: Readonly<Record<number, Fate>> = {
  1: {},
  2: { sent: ['R22_S11', ...GUIDER] },
  3: { ingested: [] },
  6: { ingested: SCIENCE },
  7: { manifest: false },
  8: { sent: SCIENCE },
  9: { removed: ALL },
  10: { sent: [] },
  11: { sent: ['R22_S11', ...GUIDER], ingested: [] },
  12: { sent: [...ALL, 'R22_S10'] },
  14: { ingested: [] },
};
const LSSTCAM = instrumentByName('LSSTCam');
const detectorsOf = (names: readonly string[]) =>
  LSSTCAM.detectors.filter(({ full_name }) => names.includes(full_name));
const obsId = (seq: number) => `MC_O_${NIGHT}_${String(seq).padStart(6, '0')}`;

/** Writes an exposure with all of its files but without its visit, as a service that failed in between leaves it. */
async function writeWithoutVisit(repository: Repository, seq_num: number): Promise<void> {
  const [like] = await repository.exposures({ obs_ids: [obsId(1)] });
  const [day_obs] = await repository.days();
  if (!like || !day_obs) throw new Error('there is nothing like it');
  const { name: instrument, files } = LSSTCAM;
  const exposure = { ...like, id: NIGHT * 100_000 + seq_num, obs_id: obsId(seq_num), seq_num };
  const keys = exposureKeys({ day_obs: NIGHT, seq_num, detectors: detectorsOf(ALL) });
  await repository.writeBatch({
    exposures: [{ day_obs, group: { instrument, name: like.group }, exposure, visit: null }],
    datasets: detectorsOf(ALL).map(({ id: detector, full_name, purpose }) => {
      const kind = (purpose === 'GUIDER' && files.guider) || files.raw;
      return {
        ...kind,
        dataId: { instrument, detector, exposure: exposure.id },
        uri: `s3://${BUCKET}/${keys.find((key) => key.includes(full_name))}`,
        fileSize: 1,
      };
    }),
  });
}

describe('footman night', () => {
  const before = process.env;
  let site: OperatorSite;
  let dir: string;

  beforeAll(async () => {
    const [[, startQueue]] = peacefulQueueServers() as [ReturnType<typeof peacefulQueueServers>[number]];
    [site, dir] = await Promise.all([
      OperatorSite.start(startQueue),
      mkdtemp(join(tmpdir(), 'footman-night-')),
    ]);
    const repo = join(dir, 'repo');
    const repository = await createRepository(repo, {
      database: site.env['LEDGER_URL'],
      schema: 'butler',
    });
    await registerInstruments(repository, ['LSSTCam']);
    process.env = { ...before, ...site.env, BUTLER_REPO: repo, BUCKETS: BUCKET, GRACE_MS: '0' };
    await site.store.createBucket(BUCKET);
    const uris: string[] = [];
    const removed: string[] = [];
    for (const [seq, fate] of Object.entries(FATES)) {
      const { sent = ALL, ingested = sent } = fate;
      const stem = `LSSTCam/${NIGHT}/${obsId(Number(seq))}/${obsId(Number(seq))}`;
      if (fate.manifest !== false) await site.store.put(BUCKET, `${stem}_expectedSensors.json`, manifest());
      const detectors = detectorsOf(sent);
      for (const file of simulateExposure({ day_obs: NIGHT, seq_num: Number(seq), detectors }))
        for (const object of file.sidecar ? [file.sidecar, file] : [file]) {
          await site.store.put(BUCKET, object.key, await bytesOf(object));
          if (object === file && ingested.some((name) => file.key.includes(name)))
            uris.push(`s3://${BUCKET}/${file.key}`);
          if (fate.removed) removed.push(object.key);
        }
    }
    // Guiders last: they need their exposures.
    for (const guiders of [false, true]) {
      const some = uris.filter((uri) => uri.includes('_guider') === guiders);
      expect(await footman('butler', 'ingest', repo, ...some)).toMatchObject({ exitCode: 0 });
    }
    await writeWithoutVisit(repository, 14);
    await repository.close();
    for (const key of removed) await site.store.delete(BUCKET, key);
    // The queue has a job for one file, the ledger remembers an exposure of which nothing is left.
    await site.queues.add([await notice(3, 'R22_S11')]);
    await site.ledger.record([
      {
        bucket: BUCKET,
        key: `LSSTCam/${NIGHT}/${obsId(13)}/${obsId(13)}_R22_S11.fits`,
        etag: 'e',
        state: 'queued',
        at: Date.now(),
        instrument: 'LSSTCam',
        night: NIGHT,
        exposure: obsId(13),
      },
    ]);
  });

  afterAll(async () => {
    process.env = before;
    await site.close();
    await rm(dir, { recursive: true, force: true });
  });

  const manifest = () =>
    Buffer.from(
      JSON.stringify({
        expectedSensors: Object.fromEntries([
          ...SCIENCE.map((name) => [name, 'SCIENCE']),
          ...GUIDER.map((name) => [name, 'GUIDER']),
        ]),
      }),
    );
  const notice = async (seq: number, detector: string) => {
    const key = `LSSTCam/${NIGHT}/${obsId(seq)}/${obsId(seq)}_${detector}.fits`;
    const { size, etag, lastModified } = await site.store.head(BUCKET, key);
    return {
      bucket: BUCKET,
      key,
      size,
      etag,
      versionId: null,
      eventTime: lastModified.toISOString(),
      receivedAt: Date.now(),
    };
  };
  const night = (...options: string[]) => footman('night', String(NIGHT), ...options);

  test('tells of each exposure what lacks and why, and exits with 1', async () => {
    const { stdout, exitCode } = await night();
    expect(exitCode).toBe(1);
    expect(stdout).toContain(`${NIGHT}: 12 exposures, 9 of them incomplete; 2 seq_nums skipped`);
    const rows = stdout.split('\n').filter((line) => line.startsWith('MC_O_') || line.startsWith('LSSTCam'));
    expect(rows.map((row) => row.trim().split(/ {2,}/))).toEqual([
      [obsId(2), '2/1/1', '1/1/1', 'defined', 'SOME MISSING', '1 not-sent'],
      [obsId(3), '2/2/0', '1/1/0', 'none', 'NONE INGESTED', '1 in-progress, 2 never-noticed'],
      ['LSSTCam 4-5', 'NOT TAKEN?'],
      [obsId(6), '2/2/2', '1/1/0', 'defined', 'NOT INGESTED', '1 never-noticed'],
      [obsId(8), '2/2/2', '1/0/0', 'defined', 'SOME MISSING', '1 not-sent'],
      [obsId(9), '2/0/2', '1/0/1', 'defined', 'NOT IN BUCKET', '3 not-in-bucket'],
      [obsId(10), '2/0/0', '1/0/0', 'none', 'NONE SENT', '3 not-sent'],
      [obsId(11), '2/1/0', '1/1/0', 'none', 'NOT SENT + NOT INGESTED', '2 never-noticed, 1 not-sent'],
      [obsId(13), '!/0/0', '!/0/0', 'none', 'GONE'],
      [obsId(14), '2/2/2', '1/1/1', 'missing', 'VISIT MISSING'],
    ]);
    expect(Math.max(...rows.map(({ length }) => length))).toBeLessThan(120);
  });

  test('lists complete exposures with --all, with a mark where nobody says what is to come', async () => {
    const { stdout, exitCode } = await night('--all');
    expect(exitCode).toBe(1);
    for (const row of [
      `${obsId(1)} +2/2/2 +1/1/1 +defined +complete`,
      `${obsId(7)} +!/2/2 +!/1/1 +defined +complete`,
      `${obsId(12)} +2/3/3 +1/1/1 +defined +\\?MORE INGESTED`,
    ])
      expect(stdout).toMatch(new RegExp(`^${row}$`, 'm'));
  });

  test('names the files that lack', async () => {
    const { stdout } = await night('--files');
    expect(stdout).toContain(
      `${obsId(11)}\n  ${obsId(11)}_R22_S11.fits  never-noticed\n  R22_S12  not-sent\n  ${obsId(11)}_R00_SG0_guider.fits  never-noticed\n`,
    );
    expect(stdout).toContain(`${obsId(3)}_R22_S11.fits  in-progress`);
  });

  test('prints one document of JSON, with files where they are asked for', async () => {
    const { stdout } = await night('--json');
    const report = JSON.parse(stdout) as NightReport;
    expect(report).toMatchObject({
      night: NIGHT,
      buckets: [BUCKET],
      complete: false,
      taken: 12,
      incomplete: 9,
      notTaken: [{ instrument: 'LSSTCam', first: 4, last: 5 }],
      unasked: [],
    });
    expect(report.exposures[0]).toEqual({
      instrument: 'LSSTCam',
      obs_id: obsId(2),
      seq_num: 2,
      exposure: 2025111500002,
      science: { expected: 2, arrived: 1, ingested: 1 },
      guider: { expected: 1, arrived: 1, ingested: 1 },
      visit: 'defined',
      label: 'SOME MISSING',
      causes: { 'not-sent': 1 },
    });
    const { exposures } = JSON.parse((await night('--json', '--files')).stdout) as NightReport;
    expect(exposures[0]?.files).toEqual([{ file: 'R22_S12', cause: 'not-sent' }]);
  });

  test('says nothing yet of what came a moment ago', async () => {
    process.env['GRACE_MS'] = '3600000';
    const { exposures } = JSON.parse((await night('--json', '--all')).stdout) as NightReport;
    process.env['GRACE_MS'] = '0';
    expect(exposures.find(({ seq_num }) => seq_num === 3)).toMatchObject({
      science: { arrived: 2, ingested: 0 },
      label: 'ARRIVING',
    });
    expect(exposures.find(({ seq_num }) => seq_num === 10)).toMatchObject({ label: 'ARRIVING' });
  });

  test('looks without a ledger, too, and says who could not be asked', async () => {
    const { LEDGER_URL, ...rest } = process.env;
    process.env = { ...rest, LEDGER_URL: '' };
    const { stdout, exitCode } = await night();
    process.env = { ...rest, LEDGER_URL };
    expect(exitCode).toBe(1);
    expect(stdout).not.toContain('GONE');
    expect(stdout).toContain('ledger: LEDGER_URL is not set');
  });

  test('is content with a night of nothing, by default the running one, and with another instrument', async () => {
    expect(await footman('night')).toMatchObject({
      stdout: expect.stringMatching(/^\d{8}: 0 exposures, 0 of them incomplete\n$/),
      exitCode: 0,
    });
    expect(await night('--instrument', 'LATISS')).toMatchObject({ exitCode: 0 });
  });

  test('exits with 2 for wrong usage, and where it can not find out', async () => {
    for (const wrong of [
      ['--instrument', 'HSC'],
      ['--bucket', 'no-such-bucket'],
      ['--bucket', 'rubinobs-lfa-cp'],
      ['--repo', join(dir, 'none')],
    ])
      expect(await night(...wrong)).toMatchObject({ exitCode: 2, stdout: '' });
    expect(await footman('night', 'today')).toMatchObject({ exitCode: 2, stdout: '' });
  });
});
