import { bytesSource, readHeader } from '@footman/fits';
import { instrumentByName } from '@footman/obs-lsst';
import { exposureKeys, sampleDetectors, simulateExposure } from './camera-simulator.js';
import type { SimulatedDetector } from './exposure-header.js';
import { bytesOf, type ObjectToPut } from './put-files.js';

const DETECTORS: readonly SimulatedDetector[] = [
  { id: 0, full_name: 'R01_S00', purpose: 'SCIENCE' },
  { id: 100, full_name: 'R23_S01', purpose: 'SCIENCE' },
  { id: 189, full_name: 'R00_SG0', purpose: 'GUIDER' },
  { id: 191, full_name: 'R00_SW0', purpose: 'WAVEFRONT' },
];

const EXPOSURE = { day_obs: 20251115, seq_num: 123, detectors: DETECTORS };

type Exposure = Parameters<typeof simulateExposure>[0];

async function textOf(object?: ObjectToPut): Promise<string> {
  return object ? Buffer.from(await bytesOf(object)).toString() : '';
}

async function sidecarOf(exposure: Exposure, name: string) {
  const file = simulateExposure(exposure).find(({ key }) => key.includes(name));
  return JSON.parse(await textOf(file?.sidecar));
}

describe('simulateExposure', () => {
  it('names files as production does', () => {
    const keys = simulateExposure(EXPOSURE).flatMap(({ key, sidecar }) => [key, sidecar?.key]);
    const exposure = 'LSSTCam/20251115/MC_O_20251115_000123/MC_O_20251115_000123';
    expect(keys.sort()).toEqual(
      ['R00_SG0_guider', 'R00_SW0', 'R01_S00', 'R23_S01'].flatMap((name) => [
        `${exposure}_${name}.fits`,
        `${exposure}_${name}.json`,
      ]),
    );
  });

  it('says the same in a FITS header as in its sidecar', async () => {
    for (const file of simulateExposure(EXPOSURE)) {
      const header = await readHeader(bytesSource(await bytesOf(file)));
      const json = JSON.parse(await textOf(file.sidecar));
      for (const [keyword, value] of Object.entries(json)) {
        if (keyword === '__CONTENT__' || keyword in { BITPIX: 1, NAXIS: 1 }) continue;
        const name = keyword.replace(/^HIERARCH\./, '').replaceAll('.', ' ');
        expect([keyword, header[name] ?? null]).toEqual([keyword, value]);
      }
    }
  });

  it('gives each file its own detector', async () => {
    expect(await sidecarOf(EXPOSURE, 'R23_S01')).toMatchObject({
      RAFTBAY: 'R23',
      CCDSLOT: 'S01',
      FILENAME: 'MC_O_20251115_000123_R23_S01.fits',
      LSST_NUM: 'E2V-CCD250-239',
      CCD_MANU: 'E2V',
      CCD_TYPE: 'CCD250',
      DAQPART: 'camera',
    });
    expect(await sidecarOf(EXPOSURE, '_guider')).toMatchObject({
      CCDSLOT: 'SG0',
      DAQPART: 'guider',
      N_STAMPS: 102,
    });
  });

  it('moves all times with the sequence number and keeps each date and its MJD together', async () => {
    const header = await sidecarOf(EXPOSURE, 'R01_S00');
    const next = await sidecarOf({ ...EXPOSURE, seq_num: 124 }, 'R01_S00');
    for (const suffix of ['', '-OBS', '-TRG', '-BEG', '-END']) {
      const time = Date.parse(`${header[`DATE${suffix}`]}Z`);
      expect(header[`MJD${suffix}`]).toBeCloseTo(time / 86_400_000 + 40587, 9);
      expect(Date.parse(`${next[`DATE${suffix}`]}Z`) - time).toBe(37_000);
    }
    expect(header['DATE-BEG']).toBe('2025-11-16T00:15:51.000');
    expect(header['GROUPID'] < header['DATE-BEG']).toBe(true);
    expect(Date.parse(next.GROUPID) - Date.parse(header.GROUPID)).toBe(37_000);
  });

  it('points above the horizon wherever it points', async () => {
    for (let seq_num = 1; seq_num < 1200; seq_num += 37) {
      const header = await sidecarOf({ ...EXPOSURE, seq_num, detectors: DETECTORS.slice(0, 1) }, 'R01_S00');
      expect(header.ELSTART).toBeGreaterThan(30);
      expect(header.RASTART).toBeGreaterThanOrEqual(0);
      expect(header.RASTART).toBeLessThan(360);
    }
  });

  it('is the same for the same exposure and seed, and another sky for another seed', async () => {
    const contents = (seed: number) =>
      Promise.all(simulateExposure({ ...EXPOSURE, seed }).map(async (f) => [f.key, await textOf(f)]));
    expect(await contents(1)).toEqual(await contents(1));
    const [one, two] = [
      await sidecarOf(EXPOSURE, 'R01_S00'),
      await sidecarOf({ ...EXPOSURE, seed: 2 }, 'R01_S00'),
    ];
    expect(one.RA).not.toBe(two.RA);
  });
});

describe('the simulated LSSTCam', () => {
  it('has 189 science, 8 wavefront and 8 guider files of 205 different sensors', async () => {
    const { detectors } = instrumentByName('LSSTCam');
    const files = simulateExposure({ ...EXPOSURE, detectors });
    const headers = await Promise.all(files.map(async ({ sidecar }) => JSON.parse(await textOf(sidecar))));
    expect(new Set(headers.map((header) => header.LSST_NUM)).size).toBe(205);
    expect(files.filter(({ key }) => key.endsWith('_guider.fits'))).toHaveLength(8);
    expect(headers.filter(({ CCDSLOT }) => CCDSLOT.startsWith('SW'))).toHaveLength(8);
    expect(headers.filter(({ CCDSLOT }) => /^S\d\d$/.test(CCDSLOT))).toHaveLength(189);
  });

  it('plans the keys that it then makes', () => {
    const { detectors } = instrumentByName('LSSTCam');
    const exposure = { ...EXPOSURE, detectors };
    expect(
      simulateExposure(exposure)
        .map(({ key }) => key)
        .sort(),
    ).toEqual([...exposureKeys(exposure)].sort());
  });
});

describe('sampleDetectors', () => {
  it('keeps the share of each kind, and the first detector', () => {
    const camera = [...Array(189).fill('science'), ...Array(8).fill('guider'), ...Array(8).fill('wavefront')];
    expect(sampleDetectors(camera, 205)).toEqual(camera);
    expect(sampleDetectors(camera, 1)).toEqual(['science']);
    const some = sampleDetectors(camera, 26);
    expect(some).toHaveLength(26);
    expect(some.filter((kind) => kind === 'guider')).toHaveLength(1);
    expect(some.filter((kind) => kind === 'wavefront')).toHaveLength(1);
  });
});
