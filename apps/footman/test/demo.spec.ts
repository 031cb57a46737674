import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { encodeFits } from '@footman/fits';
import { instrumentByName } from '@footman/obs-lsst';
import { realParts } from '../src/demo/real-parts.js';
import { simulateExposure } from '../src/demo/camera-simulator.js';
import { withRepository } from '../src/demo/demo-repository.js';
import { bytesOf } from '../src/demo/put-files.js';
import { runDemo } from '../src/demo/run-demo.js';

describe('the demonstration with its real parts', () => {
  let dir: string;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'footman-demo-'));
    // As root another user runs PostgreSQL in it.
    await chmod(dir, 0o755);
  });

  afterEach(() => rm(dir, { recursive: true, force: true }));

  test('brings an exposure to the Butler, finds it there the second time, and starts anew with another Butler', async () => {
    const options = { dir, detectors: 12, env: {} };
    const parts = realParts(dir);
    const first = await runDemo(options, parts);
    expect(first).toMatchObject({
      complete: true,
      ingested: 12,
      before: 0,
      visits: [{ obs_id: 'MC_O_20251115_000123', detector_regions: 205 }],
    });
    const stored = () => withRepository(first.repo, (repository) => repository.datasets({}));
    const files = await stored();
    expect(files).toHaveLength(12);

    expect(await runDemo(options, parts)).toMatchObject({ complete: true, ingested: 12, before: 12 });
    expect(await stored()).toEqual(files);

    expect(await runDemo({ ...options, butler: 'sqlite' }, parts)).toMatchObject({
      complete: true,
      before: 0,
    });
  });

  test('a repository that was thrown away is filled again, whatever the queue remembers', async () => {
    const options = { dir, detectors: 3, butler: 'sqlite', env: {} } as const;
    const { repo } = await runDemo(options, realParts(dir));
    await rm(repo, { recursive: true });
    expect(await runDemo(options, realParts(dir))).toMatchObject({ complete: true, ingested: 3, before: 0 });
  });

  test('real files are judged one by one, and a bad one harms no other', async () => {
    const files = join(dir, 'files');
    await mkdir(files);
    const [good] = simulateExposure({
      day_obs: 20251115,
      seq_num: 5,
      detectors: instrumentByName('LSSTCam').detectors.slice(0, 1),
    });
    if (!good) throw new Error('The camera made no file');
    await writeFile(join(files, basename(good.key)), await bytesOf(good));
    await writeFile(join(files, 'empty.fits'), '');
    await writeFile(join(files, 'other.fits'), encodeFits([{ header: { INSTRUME: 'HSC' } }]));
    const report = await runDemo({ dir, files, butler: 'sqlite', env: {} }, realParts(dir));
    expect(report).toMatchObject({ complete: false, ingested: 1, missing: [] });
    expect(Object.fromEntries(report.refused.map(({ key, reason }) => [key, reason]))).toMatchObject({
      'unknown/empty.fits': expect.stringMatching(/^unreadable-header: /),
      'unknown/other.fits': expect.stringMatching(/^unknown-instrument: /),
    });
  });
});
