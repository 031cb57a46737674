import {
  DatasetTypeDefinition,
  ExposureDefinition,
  ExposureRecord,
  FileDataset,
  InstrumentDefinition,
} from '../../src/index.js';

export const RAW: DatasetTypeDefinition = {
  name: 'raw',
  dimensions: ['instrument', 'detector', 'exposure'],
  storageClass: 'Exposure',
};

/** A camera of as many detectors as wanted. */
export function instrument(overrides: { name?: string; detectors?: number } = {}): InstrumentDefinition {
  const name = overrides.name ?? 'TestCam';
  return {
    instrument: {
      name,
      visit_max: 7050123199999,
      visit_system: 2,
      exposure_max: 7050123199999,
      detector_max: 1000,
      class_name: `lsst.obs.test.${name}`,
    },
    detectors: Array.from({ length: overrides.detectors ?? 4 }, (_, id) => ({
      instrument: name,
      id,
      full_name: `R00_S${id}`,
      name_in_raft: `S${id}`,
      raft: 'R00',
      purpose: 'SCIENCE',
    })),
    physicalFilters: [
      { instrument: name, name: 'r_57', band: 'r' },
      { instrument: name, name: 'none', band: 'white' },
    ],
  };
}

/** An exposure on the sky with its visit; `seq_num` makes another one. */
export function exposure(
  seq_num: number,
  overrides: Partial<ExposureRecord> & { detectors?: number; withVisit?: boolean } = {},
): ExposureDefinition {
  const { detectors = 4, withVisit = true, ...fields } = overrides;
  const id = 20250609_00000 + seq_num;
  const begin = 1749540715279841423n + BigInt(seq_num) * 40_000_000_000n;
  const record: ExposureRecord = {
    instrument: 'TestCam',
    id,
    day_obs: 20250609,
    group: `group-${seq_num}`,
    physical_filter: 'r_57',
    obs_id: `MC_O_20250609_${String(seq_num).padStart(6, '0')}`,
    exposure_time: 30,
    dark_time: 30.9487,
    observation_type: 'science',
    observation_reason: 'field "one", \\two',
    seq_num,
    seq_start: seq_num,
    seq_end: seq_num,
    target_name: null,
    science_program: 'BLOCK-365',
    tracking_ra: 320.62765763456287,
    tracking_dec: -17.941424031063683,
    sky_angle: 131.35723576573005,
    azimuth: 60.273964256114,
    zenith_angle: 22.007394593297093,
    has_simulated: false,
    can_see_sky: true,
    timespan: { begin, end: begin + 30_000_000_000n },
    ...fields,
  };
  const { instrument: name, day_obs, physical_filter } = record;
  return {
    exposure: record,
    group: { instrument: name, name: record.group },
    day_obs: {
      instrument: name,
      id: day_obs,
      timespan: { begin: 1749470400000000000n, end: 1749556800000000000n },
    },
    visit: withVisit
      ? {
          exposure: record.id,
          visit_system: { id: 0, name: 'one-to-one' },
          htm7: [194128, 194129],
          detectors: new Map(
            Array.from({ length: detectors }, (_, d) => [d, { region: 'cAAA', htm7: [194128, 194130 + d] }]),
          ),
          visit: {
            instrument: name,
            id: record.id,
            day_obs,
            physical_filter,
            name: record.obs_id,
            seq_num,
            exposure_time: 30,
            target_name: null,
            observation_reason: null,
            science_program: 'BLOCK-365',
            azimuth: 60.273964256114,
            zenith_angle: 22.007394593297093,
            region: 'cAAA',
            timespan: record.timespan,
          },
        }
      : null,
  };
}

/** The file of a detector of an exposure. */
export function file(
  { exposure: { instrument: name, id, obs_id } }: ExposureDefinition,
  detector: number,
  overrides: Partial<FileDataset> = {},
): FileDataset {
  return {
    datasetType: RAW,
    run: `${name}/raw/all`,
    dataId: { instrument: name, detector, exposure: id },
    uri: `s3://embargo@rubin-summit/${name}/${obs_id}/${obs_id}_R00_S${detector}.fits`,
    formatter: 'lsst.obs.lsst.rawFormatter.LsstCamRawFormatter',
    fileSize: 23040,
    ...overrides,
  };
}

/** All files of an exposure. */
export function files(definition: ExposureDefinition, detectors = 4): readonly FileDataset[] {
  return Array.from({ length: detectors }, (_, d) => file(definition, d));
}
