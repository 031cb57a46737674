import { UnknownInstrumentError } from './errors.js';
import { instrumentByName, instrumentNames } from './instrument.js';

describe('instruments', () => {
  test.each([
    ['LSSTCam', 205, { SCIENCE: 189, WAVEFRONT: 8, GUIDER: 8 }],
    ['LATISS', 1, { SCIENCE: 1 }],
    ['LSSTComCam', 9, { SCIENCE: 9 }],
    ['LSSTComCamSim', 9, { SCIENCE: 9 }],
    ['LSSTCamSim', 205, { SCIENCE: 189, WAVEFRONT: 8, GUIDER: 8 }],
    ['LSST-TS8', 225, { SCIENCE: 225 }],
    ['FiberSpec', 1, { SCIENCE: 1 }],
    ['StarTrackerNarrow', 1, { SCIENCE: 1 }],
    ['StarTrackerWide', 1, { SCIENCE: 1 }],
    ['StarTrackerFast', 1, { SCIENCE: 1 }],
  ])('%s has %i detectors, each in the camera too', (name, count, purposes) => {
    const { detectors, camera } = instrumentByName(name);
    expect(detectors).toHaveLength(count);
    expect(camera.detectors.map(({ id }) => id)).toEqual(detectors.map(({ id }) => id));
    const counted: Record<string, number> = {};
    for (const { purpose } of detectors) counted[purpose] = (counted[purpose] ?? 0) + 1;
    expect(counted).toEqual(purposes);
  });

  test('a detector is named by its raft and its place in it, where there are rafts', () => {
    expect(instrumentByName('LSSTCam').detectors.find(({ id }) => id === 94)).toEqual({
      instrument: 'LSSTCam',
      id: 94,
      full_name: 'R22_S11',
      name_in_raft: 'S11',
      raft: 'R22',
      purpose: 'SCIENCE',
    });
    expect(instrumentByName('LATISS').detectors[0]).toMatchObject({
      full_name: 'RXX_S00',
      name_in_raft: 'RXX_S00',
      raft: null,
    });
    expect(instrumentByName('FiberSpec').detectors[0]).toMatchObject({
      full_name: 'ccd0',
      name_in_raft: null,
      raft: null,
    });
  });

  test.each([
    ['LSSTCam', 'raw', 'Exposure', 'lsst.obs.lsst.rawFormatter.LsstCamRawFormatter'],
    [
      'FiberSpec',
      'rawSpectrum',
      'FiberSpectrum',
      'lsst.obs.fiberspectrograph.rawFormatter.FiberSpectrographRawFormatter',
    ],
    [
      'StarTrackerWide',
      'raw',
      'Exposure',
      'lsst.obs.rubinGenericCamera.rawFormatter.StarTrackerWideRawFormatter',
    ],
  ])('raw files of %s are stored as %s', (instrument, name, storageClass, formatter) => {
    const { raw } = instrumentByName(instrument).files;
    expect(raw).toMatchObject({
      datasetType: { name, storageClass },
      run: `${instrument}/raw/all`,
      formatter,
    });
  });

  test('only cameras with guiders have files of guiders', () => {
    const withGuiders = instrumentNames.filter((name) => instrumentByName(name).files.guider);
    expect(withGuiders).toEqual(['LSSTCam', 'LSSTCamSim']);
  });

  test('filters come with their bands', () => {
    const filters = instrumentByName('LSSTCam').definition.physicalFilters;
    expect(filters).toContainEqual({ instrument: 'LSSTCam', name: 'r_57', band: 'r' });
    expect(new Set(filters.map(({ name }) => name)).size).toBe(filters.length);
  });

  test('an unknown name is refused with those that are known', () => {
    expect(() => instrumentByName('HSC')).toThrow(UnknownInstrumentError);
    expect(() => instrumentByName('HSC')).toThrow(instrumentNames.join(', '));
  });
});
