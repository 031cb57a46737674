import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bytesOf } from './put-files.js';
import { findRealFiles } from './real-files.js';

describe('findRealFiles', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'footman-files-'));
  });

  afterEach(() => rm(directory, { recursive: true, force: true }));

  async function write(...names: readonly string[]): Promise<void> {
    for (const name of names) {
      await mkdir(join(directory, name, '..'), { recursive: true });
      await writeFile(join(directory, name), name);
    }
  }

  it('gives files the key that production gives them, going by their names', async () => {
    await write(
      'MC_C_20240918_000013_R42_S11.fits',
      'deep/MC_C_20240918_000013_R00_SG0_guider.fits',
      'CC_S_20240404_000780_R22_S01.fits',
      'AT_O_20250101_000001_R00_S00.fits.fz',
      'sub/3018092000065-det000.fits',
      'GC101_O_20221208_000211.fits.gz',
      'Broad_fiberSpecBroad_2024-01-09T17:41:34.996.fits',
      'notes.txt',
    );
    expect((await findRealFiles(directory)).map(({ key }) => key).sort()).toEqual([
      'FiberSpectrograph/Broad/2024/01/09/Broad_fiberSpecBroad_2024-01-09T17:41:34.996.fits',
      'GenericCamera/101/2022/12/08/GC101_O_20221208_000211.fits.gz',
      'LATISS/20250101/AT_O_20250101_000001/AT_O_20250101_000001_R00_S00.fits.fz',
      'LSSTCam/20240918/MC_C_20240918_000013/MC_C_20240918_000013_R00_SG0_guider.fits',
      'LSSTCam/20240918/MC_C_20240918_000013/MC_C_20240918_000013_R42_S11.fits',
      'LSSTComCamSim/20240404/CC_S_20240404_000780/CC_S_20240404_000780_R22_S01.fits',
      'unknown/sub/3018092000065-det000.fits',
    ]);
  });

  it('takes a sidecar along with its file, and none without', async () => {
    await write('a.fits.fz', 'a.json', 'b.fits', 'c.json');
    const [a, b, ...more] = await findRealFiles(directory);
    expect(more).toEqual([]);
    expect(b?.sidecar).toBeUndefined();
    expect(a?.sidecar?.key).toBe('unknown/a.json');
    expect(Buffer.from(await bytesOf(a!.sidecar!)).toString()).toBe('a.json');
  });

  it('says when there is nothing to put', async () => {
    await expect(findRealFiles(directory)).rejects.toMatchObject({ code: 'NO_FILES' });
    await expect(findRealFiles(join(directory, 'missing'))).rejects.toMatchObject({ code: 'NO_FILES' });
  });
});
