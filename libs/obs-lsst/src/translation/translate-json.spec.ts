import type { ObservationInfo } from '../observation-info.js';
import { toTranslateJson, toTranslateLine } from './translate-json.js';

const INFO: ObservationInfo = {
  instrument: 'LSSTCam',
  exposure_id: 2025111500123,
  detector_num: 94,
  observation_id: 'MC_O_20251115_000123',
  observation_type: 'science',
  observation_reason: 'science',
  observing_day: 20251115,
  observing_day_offset: 43200,
  physical_filter: 'r_57',
  datetime_begin: { jd1: 2460995, jd2: 0 },
  datetime_end: { jd1: 2460995, jd2: -0.25 },
  exposure_time_requested: 30,
  dark_time: 30.5,
  exposure_group: 'caf\u00e9',
  group_counter_start: 123,
  group_counter_end: 123,
  observation_counter: 123,
  object: null,
  science_program: 'BLOCK-1',
  tracking_radec: { ra_deg: 1e-5, dec_deg: -90 },
  altaz_begin: { az_deg: 0, alt_deg: 1.5e-7 },
  boresight_rotation_angle: NaN,
  boresight_rotation_coord: 'sky',
  has_simulated_content: false,
  can_see_sky: true,
  visit_id: 329404699599136306n,
};

test('a line spells numbers, letters and gaps as Python does', () => {
  const line = toTranslateLine(INFO, 'x.fits');
  for (const part of [
    '{"file": "x.fits", "instrument": "LSSTCam", "exposure_id": 2025111500123,',
    '"observing_day_offset": {"s": 43200.0}',
    '"datetime_end": {"tai": "2025-11-15T06:00:00.000", "jd1": 2460995.0, "jd2": -0.25}',
    '"exposure_time_requested": {"value": 30.0, "unit": "s"}',
    '"exposure_group": "caf\\u00e9"',
    '"object": null',
    '"tracking_radec": {"ra_deg": 1e-05, "dec_deg": -90.0}',
    '"altaz_begin": {"az_deg": 0.0, "alt_deg": 1.5e-07}',
    '"boresight_rotation_angle": {"value": NaN, "unit": "deg"}',
    '"can_see_sky": true, "visit_id": 329404699599136306}',
  ]) {
    expect(line).toContain(part);
  }
});

test('the object can always be written as JSON', () => {
  expect(JSON.parse(JSON.stringify(toTranslateJson(INFO, 'x.fits')))).toMatchObject({
    observing_day_offset: { s: 43200 },
    visit_id: 329404699599136300,
  });
});
