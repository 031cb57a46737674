/** A detector's shape in pixels and millimetres; corners are inclusive. */
export interface DetectorShape {
  readonly bbox: readonly [readonly [number, number], readonly [number, number]];
  readonly pixelSize_mm: readonly [number, number];
  readonly refpos_px: readonly [number, number];
}

/** An instrument's facts in the compact form in which they are generated. */
export interface InstrumentFacts {
  readonly instrument: {
    readonly name: string;
    readonly visit_max: number;
    readonly visit_system: number | null;
    readonly exposure_max: number;
    readonly detector_max: number;
    readonly class_name: string;
  };
  readonly plateScale_arcsec_per_mm: number;
  readonly fieldAngleCoefficients: readonly number[];
  readonly focalPlaneParity: boolean;
  /**
   * What a detector's name says: raft_sensor, or the sensor alone where the raft has no name; cameras of one detector may know
   * of no rafts at all.
   */
  readonly rafts: 'named' | 'unnamed' | 'none';
  readonly shapes: readonly DetectorShape[];
  /** A line for each detector: id, name, purpose, index of its shape, offset in mm (x, y), yaw in degrees. */
  readonly detectors: string;
  /** A line for each band: the band, then its physical filters. */
  readonly filters: string;
}
