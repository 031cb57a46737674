/**
 * Rows of the registry's dimension tables, under the names that the registry gives their columns. Angles are in degrees, times
 * in seconds, regions in Rubin's base64 encoding.
 */

/** A half-open span `[begin, end)` in TAI nanoseconds since 1970-01-01 00:00:00 TAI. */
export interface Timespan {
  readonly begin: bigint;
  readonly end: bigint;
}

export interface InstrumentRecord {
  readonly name: string;
  readonly visit_max: number;
  readonly visit_system: number | null;
  readonly exposure_max: number;
  readonly detector_max: number;
  /** The full name of the Python class, which Rubin's code imports. */
  readonly class_name: string;
}

export interface DetectorRecord {
  readonly instrument: string;
  readonly id: number;
  readonly full_name: string;
  /** Null for cameras of one detector that have no rafts. */
  readonly name_in_raft: string | null;
  readonly raft: string | null;
  readonly purpose: string;
}

export interface PhysicalFilterRecord {
  readonly instrument: string;
  readonly name: string;
  readonly band: string;
}

export interface DayObsRecord {
  readonly instrument: string;
  readonly id: number;
  readonly timespan: Timespan | null;
}

export interface GroupRecord {
  readonly instrument: string;
  readonly name: string;
}

export interface ExposureRecord {
  readonly instrument: string;
  readonly id: number;
  readonly day_obs: number;
  readonly group: string;
  readonly physical_filter: string;
  readonly obs_id: string;
  readonly exposure_time: number;
  readonly dark_time: number | null;
  readonly observation_type: string;
  readonly observation_reason: string | null;
  readonly seq_num: number | null;
  readonly seq_start: number;
  readonly seq_end: number;
  readonly target_name: string | null;
  readonly science_program: string | null;
  readonly tracking_ra: number | null;
  readonly tracking_dec: number | null;
  readonly sky_angle: number | null;
  readonly azimuth: number | null;
  readonly zenith_angle: number | null;
  readonly has_simulated: boolean;
  readonly can_see_sky: boolean | null;
  readonly timespan: Timespan;
}

export interface VisitRecord {
  readonly instrument: string;
  readonly id: number;
  readonly day_obs: number;
  readonly physical_filter: string;
  readonly name: string;
  readonly seq_num: number | null;
  readonly exposure_time: number;
  readonly target_name: string | null;
  readonly observation_reason: string | null;
  readonly science_program: string | null;
  readonly azimuth: number | null;
  readonly zenith_angle: number | null;
  readonly region: string;
  readonly timespan: Timespan;
}

/** A region of the sky in Rubin's encoding, with the HTM level 7 pixels that its envelope touches. */
export interface SkyRegion {
  /** base64 of lsst.sphgeom's encoding, as both databases store it. */
  readonly region: string;
  readonly htm7: readonly number[];
}

/** A visit of one exposure, with everything that is written beside its record. */
export interface VisitDefinition {
  readonly visit: VisitRecord;
  readonly exposure: number;
  readonly visit_system: { readonly id: number; readonly name: string };
  /** The visit's own pixels; its region is in the record. */
  readonly htm7: readonly number[];
  /** Every detector of the camera, by its id. */
  readonly detectors: ReadonlyMap<number, SkyRegion>;
}

/** Everything that has to be in the registry before an exposure's files can be. */
export interface ExposureDefinition {
  readonly day_obs: DayObsRecord;
  readonly group: GroupRecord;
  readonly exposure: ExposureRecord;
  /** Null where the exposure makes no visit (not on sky). */
  readonly visit: VisitDefinition | null;
}

/** The data ID of a file: one detector of one exposure. */
export interface DetectorExposureId {
  readonly instrument: string;
  readonly detector: number;
  readonly exposure: number;
}

/** A dataset type as Rubin defines it. */
export interface DatasetTypeDefinition {
  readonly name: string;
  /** Required dimensions, such as instrument, detector, exposure. */
  readonly dimensions: readonly string[];
  readonly storageClass: string;
}

/** A file that becomes a dataset, ingested where it is (transfer mode 'direct'). */
export interface FileDataset {
  readonly datasetType: DatasetTypeDefinition;
  readonly run: string;
  readonly dataId: DetectorExposureId;
  /** Absolute URI, as the datastore stores it. */
  readonly uri: string;
  /** The full name of the Python formatter that Rubin's code reads the file with. */
  readonly formatter: string;
  /** Bytes; -1 where it isn't known. */
  readonly fileSize: number;
}

/** An instrument with all that is registered with it. */
export interface InstrumentDefinition {
  readonly instrument: InstrumentRecord;
  readonly detectors: readonly DetectorRecord[];
  readonly physicalFilters: readonly PhysicalFilterRecord[];
}
