import type { ExposureDefinition, ExposureRecord, VisitDefinition } from '@footman/butler-client';
import {
  type ObservationInfo,
  TranslationError,
  observingDayTimespan,
  taiNanoseconds,
} from '@footman/obs-lsst';
import type { ScienceRaw } from './described-raw.js';
import { defineVisit } from './visit-definition.js';

/** The bounds of what a registry holds, 1970 and 2100, stand for all that is beyond them. */
const UNBOUNDED = [0n, 4102444800000000000n];

/**
 * Makes the records of an exposure and of what it depends on. Source: obs_base, makeExposureRecordFromObsInfo and
 * RawIngestTask.makeDependencyRecords.
 *
 * @param visits false where it is to make no visit, wherever it pointed
 * @throws TranslationError where the exposure can't be recorded, though its header could be translated
 */
export function defineExposure(info: ObservationInfo, visits = true): ExposureDefinition {
  const exposure = exposureRecord(info);
  let visit: VisitDefinition | null | undefined;
  return {
    day_obs: {
      instrument: info.instrument,
      id: info.observing_day,
      timespan:
        info.observing_day_offset === null
          ? null
          : observingDayTimespan(info.observing_day, info.observing_day_offset),
    },
    group: { instrument: info.instrument, name: info.exposure_group },
    exposure,
    // The regions of 205 detectors are only worth computing for an exposure that turns out to be new.
    get visit() {
      return (visit ??= visits ? defineVisit(exposure) : null);
    },
  };
}

/** The first file of an exposure in a batch speaks for it, as in RawIngestTask. */
export function defineExposures(files: readonly ScienceRaw[]): ExposureDefinition[] {
  const definitions = new Map<string, ExposureDefinition>();
  for (const { info, visits } of files) {
    const key = `${info.instrument}/${info.exposure_id}`;
    if (!definitions.has(key)) definitions.set(key, defineExposure(info, visits));
  }
  return [...definitions.values()];
}

function exposureRecord(info: ObservationInfo): ExposureRecord {
  const { tracking_radec: pointing, altaz_begin: altaz } = info;
  const onSky = pointing !== null && info.boresight_rotation_coord === 'sky';
  if (onSky && info.boresight_rotation_angle === null) {
    throw new TranslationError('boresight_rotation_angle', 'it must be known where it is on the sky');
  }
  const record: ExposureRecord = {
    instrument: info.instrument,
    id: info.exposure_id,
    day_obs: info.observing_day,
    group: info.exposure_group,
    physical_filter: info.physical_filter,
    obs_id: info.observation_id,
    exposure_time: info.exposure_time_requested,
    dark_time: info.dark_time,
    observation_type: info.observation_type,
    observation_reason: info.observation_reason,
    seq_num: info.observation_counter,
    seq_start: info.group_counter_start,
    seq_end: info.group_counter_end,
    target_name: info.object,
    science_program: info.science_program,
    tracking_ra: pointing?.ra_deg ?? null,
    tracking_dec: pointing?.dec_deg ?? null,
    sky_angle: onSky ? info.boresight_rotation_angle : null,
    azimuth: altaz?.az_deg ?? null,
    zenith_angle: altaz === null ? null : 90 - altaz.alt_deg,
    has_simulated: info.has_simulated_content,
    can_see_sky: info.can_see_sky,
    timespan: timespan(info),
  };
  for (const [column, value] of Object.entries(record)) {
    if (Number.isNaN(value)) throw new TranslationError(column, 'it is not a number');
  }
  return record;
}

/** Biases end as they begin, and some headers end before; an empty span would overlap no calibration's validity. */
function timespan(info: ObservationInfo): ExposureRecord['timespan'] {
  const begin = taiNanoseconds(info.datetime_begin);
  const end = taiNanoseconds(info.datetime_end);
  if (end > begin) return { begin, end };
  if (UNBOUNDED.includes(begin) || UNBOUNDED.includes(begin + 1n)) {
    throw new TranslationError('datetime_begin', 'it is before 1970 or after 2099');
  }
  return { begin, end: begin + 1n };
}
