import { encodeFits } from '@footman/fits';
import { instrumentByName } from '@footman/obs-lsst';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { simulateExposure } from '../src/demo/camera-simulator.js';
import { bytesOf } from '../src/demo/put-files.js';
import { footman } from './run-footman.js';

describe('the command line', () => {
  let dir: string;
  let repo: string;
  let exposure: string;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'footman-cli-'));
    repo = join(dir, 'repo');
    const { detectors } = instrumentByName('LSSTCam');
    const some = detectors.filter(({ full_name }) => /^R(22_S1|00_SG|44_SW)/.test(full_name));
    for (const file of simulateExposure({ day_obs: 20251115, seq_num: 9, detectors: some })) {
      exposure = join(dir, dirname(file.key));
      await mkdir(exposure, { recursive: true });
      for (const object of [file, file.sidecar])
        if (object) await writeFile(join(dir, object.key), await bytesOf(object));
    }
  });

  afterAll(() => rm(dir, { recursive: true, force: true }));

  test('creates, registers, ingests and shows a repository; a second ingest changes nothing', async () => {
    expect(await footman('butler', 'create', repo)).toMatchObject({ exitCode: 0 });
    expect(await footman('butler', 'register', repo, 'LSSTCam')).toMatchObject({ exitCode: 0 });
    const first = await footman('butler', 'ingest', '--json', repo, exposure);
    expect(JSON.parse(first.stdout)).toMatchObject({ files: 7, ingested: 7, duplicate: 0, refused: [] });
    expect((await footman('butler', 'ingest', repo, exposure)).stdout).toMatch(
      /^7 files: 0 ingested, 7 there already/,
    );

    const shown = JSON.parse((await footman('butler', 'show', '--json', repo)).stdout) as Record<
      string,
      unknown
    >;
    expect(shown).toMatchObject({
      instruments: ['LSSTCam'],
      nights: [{ day_obs: 20251115, exposures: 1, visits: 1, files: { raw: 5, guider_raw: 2 } }],
    });
    expect((await footman('butler', 'show', repo)).stdout).toContain('LSSTCam/raw/guider');
  });

  test('lists exposures and visits of a night, for a terminal and as JSON', async () => {
    const list = ['butler', 'show', repo, '--exposures', '--visits', '--night', '20251101..20251115'];
    const { stdout } = await footman(...list);
    const [head, row] = stdout.split('\n').map((line) => line.trim().split(/ {2,}/));
    expect(head).toEqual(
      'exposure,obs_id,instrument,type,filter,seconds,target,begin (TAI),visit,guider_raw,raw'.split(','),
    );
    expect(row?.slice(0, 3)).toEqual(['2025111500009', 'MC_O_20251115_000009', 'LSSTCam']);
    expect(row?.slice(-3)).toEqual(['2025111500009', '2', '5']);
    const { exposures, visits } = JSON.parse((await footman(...list, '--json')).stdout) as Record<
      string,
      unknown
    >;
    expect(exposures).toMatchObject([
      { id: 2025111500009, visits: [2025111500009], files: { raw: 5, guider_raw: 2 } },
    ]);
    expect(visits).toMatchObject([{ id: 2025111500009, day_obs: 20251115 }]);
    expect((await footman('butler', 'show', repo, '--exposures', '--night', '20251116')).stdout).toBe(
      'no exposures yet\n',
    );
  });

  test('examines a repository: exit code 1 when something is in the way of ingest', async () => {
    const good = await footman('butler', 'doctor', repo, '--instrument', 'LSSTCam');
    expect(good).toMatchObject({ exitCode: 0 });
    expect(good.stdout).toMatch(/^ok +dataset types +files go to raw \(Exposure\), guider_raw \(Stamps\)$/m);
    const other = await footman('butler', 'doctor', repo, '--instrument', 'LATISS', '--json');
    expect(JSON.parse(other.stdout)).toMatchObject({
      ok: true,
      findings: expect.arrayContaining([
        { verdict: 'note', subject: 'runs', text: 'will be made: LATISS/raw/all' },
      ]),
    });
    const none = await footman('butler', 'doctor', join(dir, 'none'));
    expect(none).toMatchObject({
      exitCode: 1,
      stdout: expect.stringMatching(/^BAD +configuration +There is no/),
    });
  });

  test('says what is wrong with each bad file, and ingests the others', async () => {
    const bad = join(dir, 'bad');
    await mkdir(bad, { recursive: true });
    await writeFile(join(bad, 'empty.fits'), '');
    await writeFile(join(bad, 'hsc.fits'), encodeFits([{ header: { INSTRUME: 'HSC' } }]));
    const { exitCode, stderr, stdout } = await footman('butler', 'ingest', repo, exposure, bad);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/refused file:.*empty\.fits: .*empty.*\(unreadable-header\)/);
    expect(stderr).toMatch(/refused file:.*hsc\.fits: .*\(unknown-instrument\)/);
    expect(stdout).toMatch(/^9 files: 0 ingested, 7 there already, 2 refused/);
  });

  test('corrects headers by the directories of METADATA_CORRECTIONS_PATH', async () => {
    const corrections = join(dir, 'corrections');
    await mkdir(corrections);
    await writeFile(join(corrections, 'LSSTCam-MC_O_20251115_000009.yaml'), 'OBJECT: corrected\n');
    const file = join(exposure, 'MC_O_20251115_000009_R22_S11.fits');
    const target = async () =>
      (JSON.parse((await footman('translate', file)).stdout) as { object: string }).object;
    expect(await target()).not.toBe('corrected');
    process.env['METADATA_CORRECTIONS_PATH'] = `${dir}/missing:${corrections}`;
    try {
      expect(await target()).toBe('corrected');
    } finally {
      delete process.env['METADATA_CORRECTIONS_PATH'];
    }
  });

  test('translates headers, a line each', async () => {
    const [line, error] = (
      await footman(
        'translate',
        join(exposure, 'MC_O_20251115_000009_R22_S11.fits'),
        join(dir, 'bad', 'empty.fits'),
      )
    ).stdout
      .trim()
      .split('\n')
      .map((each) => JSON.parse(each) as Record<string, unknown>);
    expect(line).toMatchObject({
      instrument: 'LSSTCam',
      observation_id: 'MC_O_20251115_000009',
      detector_num: 94,
    });
    expect(error).toMatchObject({ file: 'empty.fits', error: expect.stringContaining('empty') });
  });

  test.each([
    [['butler', 'create', 'REPO'], 1, /is a Butler repository already/],
    [['butler', 'register', 'REPO', 'HSC'], 1, /no instrument HSC; known are LSSTCam/],
    [['butler', 'ingest', 'REPO', '/no/such/place'], 1, /there is no such file or directory/],
    [['butler', 'doctor', 'REPO', '--instrument', 'HSC'], 1, /no instrument HSC/],
    [['butler', 'show', '/no/such/repo'], 1, /no\/such\/repo/],
    [['butler', 'ingest', 'REPO'], 2, /missing required argument 'place'/],
    [['demo', '--exposures', 'many'], 2, /whole number from 1/],
    [['butler', 'show', 'REPO', '--night', 'yesterday'], 2, /day_obs such as 20251115/],
    [['butler', 'show', 'REPO', '--limit', '0'], 2, /whole number from 1/],
    [['dance'], 2, /unknown command/],
  ])('%j fails with a clear line', async (args, exitCode, message) => {
    const result = await footman(...args.map((arg) => (arg === 'REPO' ? repo : arg)));
    expect(result.stderr).toMatch(message);
    expect(result.stderr).not.toMatch(/\n\s+at /);
    expect(result.exitCode).toBe(exitCode);
  });
});
