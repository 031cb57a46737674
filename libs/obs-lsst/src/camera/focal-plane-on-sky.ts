import type { Vector3 } from '@footman/sphgeom';
import type { Camera, CameraDetector } from './camera.js';

/** Where the telescope points and how the camera is turned: ICRS position and rotation on the sky, in degrees. */
export interface Boresight {
  readonly ra_deg: number;
  readonly dec_deg: number;
  readonly sky_angle_deg: number;
}

type Point = readonly [number, number];
type Project = (fieldAngle: Point) => Vector3;

const RADIANS_PER_DEGREE = Math.PI / 180;
const RADIANS_PER_ARCSECOND = Math.PI / 180 / 3600;

/**
 * Projects every detector's corners onto the sky, by detector id.
 *
 * Pixels go to the focal plane by the detector's place and yaw, to field angles by the camera's radial polynomial, and to the sky
 * by a tangential projection at the boresight. Source: obs_base, DefineVisitsTask.computeExposureBounds.
 *
 * @param padding Pixels by which each bounding box grows on every side first.
 * @returns Four unit vectors for each detector: lower left, lower right, upper right, upper left.
 */
export function focalPlaneOnSky(
  camera: Camera,
  boresight: Boresight,
  padding: number,
): Map<number, Vector3[]> {
  const project = tangentialProjection(boresight);
  return new Map(
    camera.detectors.map((detector) => [
      detector.id,
      corners(detector, padding).map((pixel) => project(fieldAngle(camera, focalPlane(detector, pixel)))),
    ]),
  );
}

/** A box of whole pixels reaches half a pixel beyond their centres. */
function corners({ bbox: [[x0, y0], [x1, y1]] }: CameraDetector, padding: number): Point[] {
  const grow = padding + 0.5;
  const [left, bottom, right, top] = [x0 - grow, y0 - grow, x1 + grow, y1 + grow];
  return [
    [left, bottom],
    [right, bottom],
    [right, top],
    [left, top],
  ];
}

/** Millimetres from the camera's centre. */
function focalPlane(detector: CameraDetector, [x, y]: Point): Point {
  const { pixelSize_mm, refpos_px, offset_mm, yaw_deg } = detector;
  const [u, v] = [(x - refpos_px[0]) * pixelSize_mm[0], (y - refpos_px[1]) * pixelSize_mm[1]];
  const [cos, sin] = [Math.cos(yaw_deg * RADIANS_PER_DEGREE), Math.sin(yaw_deg * RADIANS_PER_DEGREE)];
  return [offset_mm[0] + cos * u - sin * v, offset_mm[1] + sin * u + cos * v];
}

/** Radians. */
function fieldAngle(camera: Camera, [x, y]: Point): Point {
  const r = Math.hypot(x, y);
  // (sum of c_k r^k) / r: there is no constant term, so that the centre stays the centre.
  const stretch = camera.fieldAngleCoefficients.slice(1).reduceRight((sum, c) => sum * r + c, 0);
  const scale = stretch * camera.plateScale_arcsec_per_mm * RADIANS_PER_ARCSECOND;
  return [camera.focalPlaneParity ? -x * scale : x * scale, y * scale];
}

function tangentialProjection({ ra_deg, dec_deg, sky_angle_deg }: Boresight): Project {
  const [ra, dec, angle] = [ra_deg, dec_deg, sky_angle_deg].map(
    (degrees) => degrees * RADIANS_PER_DEGREE,
  ) as [number, number, number];
  const [cosAngle, sinAngle, cosDec, sinDec] = [
    Math.cos(angle),
    Math.sin(angle),
    Math.cos(dec),
    Math.sin(dec),
  ];
  return ([x, y]) => {
    // Seen from inside the sphere east is to the left, hence the sign of x.
    const xi = -cosAngle * x + sinAngle * y;
    const eta = sinAngle * x + cosAngle * y;
    const denominator = cosDec - eta * sinDec;
    const lon = ra + Math.atan2(xi, denominator);
    const lat = Math.atan2(sinDec + eta * cosDec, Math.hypot(xi, denominator));
    return [Math.cos(lon) * Math.cos(lat), Math.sin(lon) * Math.cos(lat), Math.sin(lat)];
  };
}
