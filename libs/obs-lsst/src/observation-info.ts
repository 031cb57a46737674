/**
 * A moment on the TAI scale as two doubles that add up to a Julian Date, as astropy keeps it: every rounding of the reference
 * comes from this pair, so it's kept instead of a single number.
 */
export interface TaiTime {
  readonly jd1: number;
  readonly jd2: number;
}

/** Right ascension and declination in degrees (ICRS). */
export interface RaDec {
  readonly ra_deg: number;
  readonly dec_deg: number;
}

/** Azimuth and altitude in degrees. */
export interface AltAz {
  readonly az_deg: number;
  readonly alt_deg: number;
}

/**
 * What a header says, in the terms that all of Rubin's instruments share: the fields of astro_metadata_translator's
 * ObservationInfo that ingest uses, under their own names. `null` is "not known".
 */
export interface ObservationInfo {
  readonly instrument: string;
  readonly exposure_id: number;
  readonly detector_num: number;
  readonly observation_id: string;
  readonly observation_type: string;
  readonly observation_reason: string | null;
  /** The observing day as YYYYMMDD. */
  readonly observing_day: number;
  /** Seconds from TAI midnight to the start of the observing day. */
  readonly observing_day_offset: number | null;
  readonly physical_filter: string;
  readonly datetime_begin: TaiTime;
  readonly datetime_end: TaiTime;
  /** Seconds. */
  readonly exposure_time_requested: number;
  /** Seconds. */
  readonly dark_time: number | null;
  readonly exposure_group: string;
  readonly group_counter_start: number;
  readonly group_counter_end: number;
  readonly observation_counter: number | null;
  readonly object: string | null;
  readonly science_program: string | null;
  readonly tracking_radec: RaDec | null;
  readonly altaz_begin: AltAz | null;
  /** Degrees. */
  readonly boresight_rotation_angle: number | null;
  readonly boresight_rotation_coord: string | null;
  readonly has_simulated_content: boolean;
  readonly can_see_sky: boolean | null;
  /** A bigint where a double can't hold it: for groups that are named neither by number nor by date. */
  readonly visit_id: number | bigint | null;
}
