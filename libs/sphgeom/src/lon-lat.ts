import { InvalidAngleError } from './errors.js';
import type { Vector3 } from './vector3.js';

/** A position on the sphere: longitude in [0, 2π) and latitude in [-π/2, π/2], in radians. */
export interface LonLat {
  readonly lon: number;
  readonly lat: number;
}

/**
 * The unit vector at a longitude and latitude in radians. It isn't normalized afterwards, as `lsst.sphgeom` and
 * `lsst.geom.SpherePoint` don't.
 *
 * @throws {@link InvalidAngleError} if an angle isn't finite or the latitude is beyond a pole.
 */
export function fromLonLat(lon: number, lat: number): Vector3 {
  if (!Number.isFinite(lon) || !(Math.abs(lat) <= Math.PI / 2)) {
    throw new InvalidAngleError(`No point on the sphere has longitude ${lon} and latitude ${lat} (radians)`);
  }
  const cosLat = Math.cos(lat);
  return [Math.cos(lon) * cosLat, Math.sin(lon) * cosLat, Math.sin(lat)];
}

/** The longitude and latitude of a vector's direction; the longitude is 0 at the poles. */
export function lonLat(v: Vector3): LonLat {
  const [x, y, z] = v;
  const squaredRadius = x * x + y * y;
  const lon = squaredRadius === 0 ? 0 : Math.atan2(y, x);
  return {
    lon: lon < 0 ? lon + 2 * Math.PI : lon,
    lat: z === 0 ? 0 : Math.atan2(z, Math.sqrt(squaredRadius)),
  };
}
