import { createRepository, openRepository } from '@footman/butler-client';
import { registerInstruments } from '@footman/obs-base';
import { dayObsOf, instrumentByName } from '@footman/obs-lsst';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { simulateExposure } from '../src/demo/camera-simulator.js';
import { bytesOf } from '../src/demo/put-files.js';
import type { LateReport } from '../src/late/format-late.js';
import { footman } from './run-footman.js';

const NIGHT = 20251115;
const LATE = 'MC_O_20251115_000009';
/** Three science detectors and four guiders: of a raft each, the rest is missing. */
const DETECTORS = instrumentByName('LSSTCam').detectors.filter(({ full_name }) =>
  /^R(22_S1|0[04]_SG)/.test(full_name),
);

describe('footman late', () => {
  let dir: string;
  let repo: string;
  const before = process.env;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'footman-late-'));
    repo = join(dir, 'repo');
    const repository = await createRepository(repo);
    await registerInstruments(repository, ['LSSTCam']);
    await repository.close();
    // One of long ago, ingested now; and one of today, in time.
    for (const day_obs of [NIGHT, dayObsOf(Date.now())]) {
      for (const file of simulateExposure({ day_obs, seq_num: 9, detectors: DETECTORS })) {
        for (const object of [file, file.sidecar]) {
          if (!object) continue;
          await mkdir(join(dir, dirname(object.key)), { recursive: true });
          await writeFile(join(dir, object.key), await bytesOf(object));
        }
      }
    }
    expect(await footman('butler', 'ingest', repo, join(dir, 'LSSTCam'))).toMatchObject({ exitCode: 0 });
  });

  beforeEach(() => {
    process.env = { ...before, BUTLER_REPO: repo };
  });

  afterAll(async () => {
    process.env = before;
    await rm(dir, { recursive: true, force: true });
  });

  test('lists what was ingested after the embargo, by exposure, with what is missing, and exits with 1', async () => {
    const { stdout, exitCode } = await footman('late');
    expect(exitCode).toBe(1);
    expect(stdout).toContain(
      '7 raw datasets of 1 exposures were ingested later than 80 h after the end of their exposure',
    );
    expect(stdout).toMatch(
      new RegExp(
        `^2025111500009 +${LATE} +LSSTCam +7 +7 +[\\d.-]+ +\\d{4}-\\d\\d-\\d\\d [\\d:]{8} +198 detectors$`,
        'm',
      ),
    );
  });

  test('prints every dataset as JSON, with the times that the registry has', async () => {
    const { stdout } = await footman('late', '--json', '--night', String(NIGHT));
    const report = JSON.parse(stdout) as LateReport;
    expect(report).toMatchObject({ afterMs: 288_000_000, datasets: 7 });
    const [exposure] = report.exposures;
    const { datasets = [], missing } = exposure ?? {};
    expect(missing).toHaveLength(205 - DETECTORS.length);
    expect(missing).not.toContain('R22_S11');
    expect(new Set(datasets.map(({ datasetType }) => datasetType))).toEqual(new Set(['raw', 'guider_raw']));
    const repository = await openRepository(repo);
    const [record] = await repository.exposures({ obs_ids: [LATE] });
    const [stored] = await repository.datasets({ datasetType: 'raw', exposure: 2025111500009 });
    await repository.close();
    const ended = new Date(Number(record?.timespan.end ?? 0n) / 1e6 - 37_000);
    expect(exposure?.exposureEnded).toBeCloseTo(ended.getTime(), -1);
    expect(datasets.find(({ id }) => id === stored?.id)).toMatchObject({ dataId: stored?.dataId });
  });

  test.each([
    ['later than anything', ['--after', '9000d']],
    ['of another night', ['--night', '20251116']],
    ['of the nights before', ['--until', '20251114']],
    ['of another instrument', ['--instrument', 'LATISS']],
  ])('finds nothing %s, with exit code 0', async (_, options) => {
    expect(await footman('late', ...options)).toMatchObject({
      stdout: expect.stringMatching(/^No raw datasets were ingested later than [\d.]+ h/),
      exitCode: 0,
    });
  });

  test('takes what is late from --after, else from LATE_AFTER in seconds', async () => {
    process.env['LATE_AFTER'] = '999999999';
    expect(await footman('late')).toMatchObject({ exitCode: 0 });
    expect(
      await footman('late', '--after', '90min', '--since', String(NIGHT), '--until', '20251130'),
    ).toMatchObject({
      stdout: expect.stringContaining('later than 1.5 h'),
      exitCode: 1,
    });
  });

  test('exits with 2 for wrong usage, and where it can not find out', async () => {
    for (const wrong of [
      ['--after', '80'],
      ['--night', 'today'],
      ['--night', '20251115', '--since', '20251114'],
      ['--since', '20251115', '--until', '20251114'],
      ['--repo', join(dir, 'none')],
    ])
      expect(await footman('late', ...wrong)).toMatchObject({ exitCode: 2, stdout: '' });
    delete process.env['BUTLER_REPO'];
    expect(await footman('late')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('BUTLER_REPO'),
    });
  });
});
