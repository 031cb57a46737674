/** A detector of the nominal camera: where it sits in the focal plane. */
export interface CameraDetector {
  readonly id: number;
  /** The pixels of its corners, inclusive: lower left, upper right. */
  readonly bbox: readonly [readonly [number, number], readonly [number, number]];
  readonly pixelSize_mm: readonly [number, number];
  /** The pixel that sits at the offset. */
  readonly refpos_px: readonly [number, number];
  /** Position in the focal plane. */
  readonly offset_mm: readonly [number, number];
  readonly yaw_deg: number;
}

/** A nominal camera: what Rubin's instrument packages ship, before any calibration. */
export interface Camera {
  readonly name: string;
  readonly plateScale_arcsec_per_mm: number;
  /** The field angle's radial polynomial in the focal plane's radius (mm), before the plate scale. */
  readonly fieldAngleCoefficients: readonly number[];
  /** Whether the x axis flips between focal plane and field angle. */
  readonly focalPlaneParity: boolean;
  /** In the order of their ids. */
  readonly detectors: readonly CameraDetector[];
}
